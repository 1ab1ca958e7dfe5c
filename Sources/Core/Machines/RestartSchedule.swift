/// When a VM that keeps ending is started again: exponential back-off, and an end to it.
///
/// Only ends within the last window count, so a VM that has been quiet for a window starts afresh.
package struct RestartSchedule: Hashable, Sendable {
    /// The rules.
    package let policy: RestartPolicy
    /// When the VM ended within the last window, in monotonic milliseconds, oldest first.
    package private(set) var endTimesMilliseconds: [UInt64]

    /// Makes a schedule.
    ///
    /// - Parameters:
    ///   - policy: The rules.
    ///   - endTimesMilliseconds: Earlier ends, for a manager that takes over; monotonic milliseconds.
    package init(policy: RestartPolicy, endTimesMilliseconds: [UInt64] = []) {
        self.policy = policy
        self.endTimesMilliseconds = endTimesMilliseconds.sorted()
    }

    /// Notes that the VM ended unasked, and says what to do about it.
    ///
    /// - Parameters:
    ///   - end: How it ended.
    ///   - nowMilliseconds: When, on the clock that all times of one schedule are taken from.
    /// - Returns: Whether to start it again, and after what delay.
    package mutating func record(_ end: MachineEnd, atMilliseconds nowMilliseconds: UInt64) -> RestartVerdict {
        switch (policy.mode, end) {
        case (.never, _): return .giveUp(.policyIsNever)
        case (.onFailure, .poweredOff): return .giveUp(.poweredOff)
        case (.onFailure, .crashed), (.always, _): break
        }
        let windowMilliseconds = UInt64(max(0, policy.windowSeconds)) * 1000
        endTimesMilliseconds.removeAll { time in
            time <= nowMilliseconds && nowMilliseconds - time >= windowMilliseconds
        }
        endTimesMilliseconds.append(nowMilliseconds)
        let count = endTimesMilliseconds.count
        guard count <= policy.attempts else {
            return .giveUp(.tooManyEnds(count: count, windowSeconds: policy.windowSeconds))
        }
        return .restart(afterMilliseconds: policy.delayMilliseconds(beforeRestart: count))
    }

    /// Forgets all ends, for a VM that a person has started again.
    package mutating func reset() {
        endTimesMilliseconds = []
    }
}
