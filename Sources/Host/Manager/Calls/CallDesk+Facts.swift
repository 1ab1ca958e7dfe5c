import JSONText
import ManagerClient
import SystemBus

extension CallDesk {
    /// The calls that are under way, oldest first.
    var callList: [JSONValue] { calls.values.sorted { $0.number < $1.number }.map(\.json) }

    /// Ends a call because somebody says so.
    func cut(number: UInt64) async throws(BusFailure) {
        guard let key = calls.first(where: { $0.value.number == number })?.key else {
            throw ManagerFailureKind.notFound.failure(
                "There is no call \(number).", advice: "'bulkhead calls' lists those that are under way.")
        }
        await cut(key, "it was cut on the host")
    }
}
