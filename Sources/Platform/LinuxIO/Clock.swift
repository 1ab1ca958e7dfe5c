internal import Glibc

/// The kernel's clocks, as nanoseconds.
package enum Clock {
    /// Time since the host started, without jumps; for intervals.
    package static func monotonicNanoseconds() -> UInt64 { now(CLOCK_MONOTONIC) }

    /// Time since 1970-01-01 UTC.
    package static func wallNanoseconds() -> UInt64 { now(CLOCK_REALTIME) }

    package static func setWall(nanoseconds: UInt64) throws(SystemError) {
        var time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        guard unsafe clock_settime(CLOCK_REALTIME, &time) == 0 else { throw .last("set the clock") }
    }

    /// Blocks this thread; for programs of one thread.
    package static func sleep(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

    private static func now(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
