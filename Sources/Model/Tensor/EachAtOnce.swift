private import Dispatch

/// What `body` returns for each of 0 ..< count, spread over the processors; results in order.
public func eachAtOnce<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
  nonisolated(unsafe) let body = body
  nonisolated(unsafe) var results = [Result?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { buffer in
    nonisolated(unsafe) let buffer = buffer  // every index is written by one worker alone
    DispatchQueue.concurrentPerform(iterations: count) { buffer[$0] = body($0) }
  }
  return results.compactMap { $0 }
}
