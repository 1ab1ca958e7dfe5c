import Flows
import Testing

@Suite struct CallBudgetsTests {
    @Test func `each VM has a budget for each service`() {
        var budgets = CallBudgets(perSecond: 1, burst: 2)
        let calls = [("a", "x"), ("a", "x"), ("a", "x"), ("a", "y"), ("b", "x"), ("a", "x")]
        let taken = calls.map { budgets.take(source: $0.0, service: $0.1, nowNanoseconds: 0) }
        #expect(taken == [true, true, false, true, true, false])
        #expect(budgets.take(source: "a", service: "x", nowNanoseconds: 1_000_000_000) == true)
    }

    @Test func `names that run together are not the same`() {
        var budgets = CallBudgets(perSecond: 1, burst: 1)
        #expect(budgets.take(source: "ab", service: "c", nowNanoseconds: 0) == true)
        #expect(budgets.take(source: "a", service: "bc", nowNanoseconds: 0) == true)
    }

    @Test func `ever new services are refused in the end, and room comes with time`() {
        var budgets = CallBudgets(perSecond: 1, burst: 1)
        let taken = (0..<10_000).count { number in
            budgets.take(source: "a", service: "s\(number)", nowNanoseconds: 0)
        }
        #expect(taken == 4_096)
        #expect(budgets.take(source: "b", service: "x", nowNanoseconds: 999_999_999) == false)
        #expect(budgets.take(source: "a", service: "s0", nowNanoseconds: 0) == false)
        #expect(budgets.take(source: "b", service: "x", nowNanoseconds: 1_000_000_000) == true)
        #expect(budgets.take(source: "b", service: "x", nowNanoseconds: 1_000_000_000) == false)
    }

    @Test func `forgetting a full budget gives nobody more than it`() {
        var budgets = CallBudgets(perSecond: 1, burst: 2)
        #expect(budgets.take(source: "a", service: "x", nowNanoseconds: 0) == true)
        #expect(budgets.take(source: "a", service: "x", nowNanoseconds: 0) == true)
        for number in 0..<4_095 { _ = budgets.take(source: "b", service: "s\(number)", nowNanoseconds: 0) }
        // There is no room, and half a second refills nobody: what is not full is kept.
        _ = budgets.take(source: "c", service: "x", nowNanoseconds: 500_000_000)
        #expect(budgets.take(source: "a", service: "x", nowNanoseconds: 500_000_000) == false)
    }
}
