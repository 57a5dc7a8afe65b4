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
  /// Unpacks a stream; bytes after its end are malformed, as Python has it.
  static func inflate(_ bytes: [UInt8], limit: Int) throws(ZlibError) -> [UInt8] {
    var stream = z_stream()
    guard
      inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .malformed }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var capacity = min(limit + 1, max(1 << 16, 16 * bytes.count))
    var offset = 0
    while true {
      var status = Z_OK
      output = Array(unsafeUninitializedCapacity: capacity) { buffer, count in
        count = output.count
        output.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
        bytes.withUnsafeBufferPointer { input in
          while status == Z_OK, count < capacity {
            if stream.avail_in == 0 {
              stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)?.advanced(
                by: offset)
              stream.avail_in = uInt(min(input.count - offset, 1 << 30))
              offset += Int(stream.avail_in)
            }
            let room = min(capacity - count, 1 << 30)
            stream.next_out = buffer.baseAddress?.advanced(by: count)
            stream.avail_out = uInt(room)
            status = CZlib.inflate(&stream, Z_NO_FLUSH)
            count += room - Int(stream.avail_out)
          }
        }
      }
      guard output.count <= limit else { throw .tooLarge(limit: limit) }
      if status == Z_STREAM_END, stream.avail_in == 0, offset == bytes.count { return output }
      guard status == Z_OK, output.count == capacity else { throw .malformed }
      capacity = min(limit + 1, 2 * capacity)
    }
  }

  /// Packs bytes as a gzip file without a name or a time (RFC 1952).
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    pack(bytes) {
      // 31: the largest window, and gzip's header in place of zlib's.
      deflateInit2_(
        &$0, Z_BEST_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    }
  }

  /// Packs bytes at zlib's default level, which is Python's.
  static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    pack(bytes) {
      deflateInit_(
        &$0, Z_DEFAULT_COMPRESSION, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }
  }

  private static func pack(_ bytes: [UInt8], _ start: (inout z_stream) -> Int32) -> [UInt8] {
    var stream = z_stream()
    guard start(&stream) == Z_OK else { preconditionFailure("zlib: no memory for a stream") }
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
