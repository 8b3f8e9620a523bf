"""What `remora read` prints: packets as text, as columns of fields, as JSON, as trees and as bytes."""
