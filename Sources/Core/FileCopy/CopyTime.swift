/// A time of a file, as the stream has it.
package struct CopyTime: Hashable, Sendable {
    /// Since 1970-01-01 UTC; the format ends in the year 2106.
    package let seconds: UInt32
    /// 0…999,999,999; more counts as 0.
    package let nanoseconds: UInt32

    package init(seconds: UInt32, nanoseconds: UInt32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds < 1_000_000_000 ? nanoseconds : 0
    }
}
