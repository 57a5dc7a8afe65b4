import Notation

/// What thinc keeps of a PyTorch module: `{config, state}` in MessagePack.
enum MessagePackShim {
  /// The module's state, as `torch.save` wrote it.
  static func state(_ shim: [UInt8]) throws(MessagePackError) -> [UInt8]? {
    try MessagePack.parse(shim)["state"]?.binary
  }

  /// A shim to write.
  static func encode(state: [UInt8]) -> [UInt8] {
    MessagePack.map([
      .init(.string("config"), .map([])), .init(.string("state"), .binary(state)),
    ]).encoded()
  }
}
