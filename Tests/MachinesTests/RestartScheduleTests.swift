import Machines
import Testing

@Suite struct RestartScheduleTests {
    private let policy = RestartPolicy(
        mode: .onFailure, initialDelayMilliseconds: 100, maximumDelayMilliseconds: 500, attempts: 4, windowSeconds: 10)

    @Test func `delays double up to the maximum, and then it is given up`() {
        var schedule = RestartSchedule(policy: policy)
        let verdicts = (0..<6).map { schedule.record(.crashed, atMilliseconds: UInt64($0) * 1000) }
        #expect(
            verdicts == [
                .restart(afterMilliseconds: 100), .restart(afterMilliseconds: 200), .restart(afterMilliseconds: 400),
                .restart(afterMilliseconds: 500), .giveUp(.tooManyEnds(count: 5, windowSeconds: 10)),
                .giveUp(.tooManyEnds(count: 6, windowSeconds: 10)),
            ])
    }

    @Test func `a quiet window starts afresh`() {
        var schedule = RestartSchedule(policy: policy, endTimesMilliseconds: [0, 1000, 2000, 3000])
        #expect(schedule.record(.crashed, atMilliseconds: 13_000) == .restart(afterMilliseconds: 100))
        #expect(schedule.endTimesMilliseconds == [13_000])
    }

    @Test func `an end just inside the window counts, one a window ago does not`() {
        var inside = RestartSchedule(policy: policy, endTimesMilliseconds: [1])
        #expect(inside.record(.crashed, atMilliseconds: 10_000) == .restart(afterMilliseconds: 200))
        var outside = RestartSchedule(policy: policy, endTimesMilliseconds: [0])
        #expect(outside.record(.crashed, atMilliseconds: 10_000) == .restart(afterMilliseconds: 100))
    }

    @Test func `a person's start forgets earlier ends`() {
        var schedule = RestartSchedule(policy: policy, endTimesMilliseconds: [1, 2, 3, 4])
        schedule.reset()
        #expect(schedule.record(.crashed, atMilliseconds: 5) == .restart(afterMilliseconds: 100))
    }

    @Test(arguments: [
        (mode: RestartMode.never, end: MachineEnd.crashed, verdict: RestartVerdict.giveUp(.policyIsNever)),
        (mode: .never, end: .poweredOff, verdict: .giveUp(.policyIsNever)),
        (mode: .onFailure, end: .crashed, verdict: .restart(afterMilliseconds: 100)),
        (mode: .onFailure, end: .poweredOff, verdict: .giveUp(.poweredOff)),
        (mode: .always, end: .crashed, verdict: .restart(afterMilliseconds: 100)),
        (mode: .always, end: .poweredOff, verdict: .restart(afterMilliseconds: 100)),
    ])
    func `the mode says which ends are followed by a start`(
        mode: RestartMode, end: MachineEnd, verdict: RestartVerdict
    ) {
        var policy = policy
        policy.mode = mode
        var schedule = RestartSchedule(policy: policy)
        #expect(schedule.record(end, atMilliseconds: 0) == verdict)
    }

    @Test func `no policy makes a delay overflow or a clock that stands still crash`() {
        let policy = RestartPolicy(
            mode: .always, initialDelayMilliseconds: .max / 2, maximumDelayMilliseconds: .max / 2, attempts: 100,
            windowSeconds: 86_400)
        var schedule = RestartSchedule(policy: policy, endTimesMilliseconds: [.max])
        for _ in 0..<50 { _ = schedule.record(.crashed, atMilliseconds: 0) }
        #expect(schedule.record(.crashed, atMilliseconds: 0) == .restart(afterMilliseconds: .max / 2))
    }

    @Test func `a policy whose restarts outlast the window never gives up`() {
        #expect(policy.canGiveUp)
        #expect(RestartPolicy().canGiveUp)
        var endless = policy
        endless.windowSeconds = 1
        #expect(!endless.canGiveUp)
    }
}
