private import CZlib

/// Why bytes are not a zlib stream.
enum ZlibError: Error, Hashable {
  /// Damaged, ending early, or no zlib stream.
  case malformed
  /// More unpacked bytes than the reader takes.
  case tooLarge(limit: Int)
}

/// The zlib format (RFC 1950).
enum Zlib {
  /// Unpacks a stream; bytes after its end are ignored, as Python ignores none: they are malformed.
  static func inflate(_ bytes: [UInt8], limit: Int) throws(ZlibError) -> [UInt8] {
    var stream = z_stream()
    guard
      inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .malformed }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    output.reserveCapacity(min(limit, 32 * bytes.count))
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var input = bytes
    let failure = input.withUnsafeMutableBufferPointer { input -> ZlibError? in
      var offset = 0
      while true {
        if stream.avail_in == 0 {
          stream.next_in = input.baseAddress?.advanced(by: offset)
          stream.avail_in = uInt(min(input.count - offset, 1 << 30))
          offset += Int(stream.avail_in)
        }
        let (status, produced) = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.next_out = chunk.baseAddress
          stream.avail_out = uInt(chunk.count)
          let status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return (status, chunk.count - Int(stream.avail_out))
        }
        guard output.count + produced <= limit else { return .tooLarge(limit: limit) }
        output.append(contentsOf: chunk[..<produced])
        if status == Z_STREAM_END {
          return stream.avail_in == 0 && offset == input.count ? nil : .malformed
        }
        guard status == Z_OK else { return .malformed }
      }
    }
    if let failure { throw failure }
    return output
  }

  /// Packs bytes at zlib's default level, which is Python's.
  static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    guard
      deflateInit_(
        &stream, Z_DEFAULT_COMPRESSION, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { preconditionFailure("zlib: no memory for a stream") }
    defer { deflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var input = bytes
    input.withUnsafeMutableBufferPointer { input in
      var offset = 0
      var status = Z_OK
      while status != Z_STREAM_END {
        if stream.avail_in == 0 {
          stream.next_in = input.baseAddress?.advanced(by: offset)
          stream.avail_in = uInt(min(input.count - offset, 1 << 30))
          offset += Int(stream.avail_in)
        }
        let isLast = offset == input.count
        let produced = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.next_out = chunk.baseAddress
          stream.avail_out = uInt(chunk.count)
          status = CZlib.deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          return chunk.count - Int(stream.avail_out)
        }
        output.append(contentsOf: chunk[..<produced])
      }
    }
    return output
  }
}
