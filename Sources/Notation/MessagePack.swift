/// A MessagePack value. Maps keep their order, and their keys may be anything.
///
/// The format: <https://github.com/msgpack/msgpack/blob/master/spec.md>. Extension types are not
/// taken: a reader that met one could not write it back with its meaning.
public enum MessagePack: Hashable, Sendable {
  case null
  case bool(Bool)
  /// Any whole number that fits.
  case integer(Int64)
  /// A whole number above `Int64.max`.
  case unsigned(UInt64)
  case float(Float)
  case double(Double)
  case string(String)
  case binary([UInt8])
  case array([MessagePack])
  case map([Pair])

  /// One entry of a map.
  public struct Pair: Hashable, Sendable {
    /// The key.
    public var key: MessagePack
    /// Its value.
    public var value: MessagePack

    /// An entry.
    public init(_ key: MessagePack, _ value: MessagePack) {
      self.key = key
      self.value = value
    }
  }
}

extension MessagePack {
  /// The string, when it is one.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The bytes, when it is a `bin`.
  public var binary: [UInt8]? {
    if case .binary(let value) = self { value } else { nil }
  }

  /// The whole number, when it is one that `Int` holds.
  public var integer: Int? {
    if case .integer(let value) = self { Int(value) } else { nil }
  }

  /// The whole number, when it is one and not negative.
  public var unsigned: UInt64? {
    switch self {
    case .integer(let value): UInt64(exactly: value)
    case .unsigned(let value): value
    default: nil
    }
  }

  /// The number, when it is one.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .float(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// The truth value, when it is one.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, when it is an array.
  public var array: [MessagePack]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The entries, when it is a map.
  public var map: [Pair]? {
    if case .map(let value) = self { value } else { nil }
  }

  /// The value of the last entry with this text as its key, written as `str` or as `bin`; nil for
  /// anything but a map.
  public subscript(_ key: String) -> MessagePack? {
    map?.last {
      switch $0.key {
      case .string(let text): text == key
      case .binary(let bytes): bytes.elementsEqual(key.utf8)
      default: false
      }
    }?.value
  }
}

/// Why bytes are not MessagePack: where, and what was expected. Never the bytes themselves.
public struct MessagePackError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Byte offset in the input, from 0.
  public let offset: Int
  /// What should have stood there.
  public let expected: String

  /// An error.
  public init(offset: Int, expected: String) {
    self.offset = offset
    self.expected = expected
  }

  /// One sentence.
  public var description: String { "not MessagePack at byte \(offset): expected \(expected)" }
}
