internal import Glibc

extension OwnedDescriptor {
    /// Sets the mode of the file behind the descriptor.
    package borrowing func setMode(_ mode: UInt32) throws(SystemError) {
        guard fchmod(number, mode) == 0 else { throw .last("change the mode of a file") }
    }

    /// Sets both times of the file behind the descriptor: seconds since 1970-01-01 UTC, and nanoseconds.
    package borrowing func setTimes(accessed: (Int, Int), modified: (Int, Int)) throws(SystemError) {
        let times = [
            timespec(tv_sec: accessed.0, tv_nsec: accessed.1), timespec(tv_sec: modified.0, tv_nsec: modified.1),
        ]
        guard unsafe futimens(number, times) == 0 else { throw .last("set the times of a file") }
    }
}
