package import JSONText
package import SystemBus

/// Calls between VMs, prompts and the clipboard.
extension ManagerConnection {
    /// The calls that are under way.
    package func calls() async throws(ManagerError) -> [JSONValue] { try await list("Calls") }

    /// The links between VMs and their netvms, open or not.
    package func links() async throws(ManagerError) -> [JSONValue] { try await list("Links") }

    /// Ends a call.
    package func cutCall(_ number: UInt64) async throws(ManagerError) {
        _ = try await callFlows("CutCall", [.uint64(number)])
    }

    /// The prompts that wait for an answer.
    package func prompts() async throws(ManagerError) -> [JSONValue] { try await list("Prompts") }

    /// Begins to hold prompts: while the descriptor is open, calls that ask wait for an answer instead of being denied.
    package func holdPrompts() async throws(ManagerError) -> BusDescriptor {
        guard let events = try await callFlows("HoldPrompts").first?.asDescriptor else {
            throw .unexpectedReply("HoldPrompts without a descriptor")
        }
        return events
    }

    /// Answers a prompt.
    ///
    /// - Parameters:
    ///   - prompt: Its number.
    ///   - target: One of its targets; nil for no.
    ///   - rememberSeconds: For how long the answer holds; 0 for this time only.
    /// - Throws: That it has been answered, or does not offer the target.
    package func answer(
        _ prompt: UInt64, target: String?, rememberSeconds: UInt32 = 0
    ) async throws(ManagerError) {
        var options: [String: BusValue] = [:]
        if rememberSeconds > 0 { options["remember_seconds"] = .uint32(rememberSeconds) }
        _ = try await callFlows("Answer", [.uint64(prompt), .string(target ?? ""), .options(options)])
    }

    /// The answers that are remembered.
    package func answers() async throws(ManagerError) -> [JSONValue] { try await list("Answers") }

    package func forget(answer: UInt64) async throws(ManagerError) {
        _ = try await callFlows("Forget", [.uint64(answer)])
    }

    /// Takes a VM's text to the clipboard, and tells how that is now.
    package func clipboardCopy(from name: String) async throws(ManagerError) -> JSONValue {
        try await facts("ClipboardCopy", [.string(name)])
    }

    /// Gives the clipboard's text to a VM, if the policy allows it; may wait for a person.
    package func clipboardPaste(into name: String) async throws(ManagerError) -> JSONValue {
        try await facts("ClipboardPaste", [.string(name)])
    }

    package func clipboard() async throws(ManagerError) -> JSONValue { try await facts("ClipboardShow") }

    /// Wipes the clipboard; whether there was anything.
    package func clearClipboard() async throws(ManagerError) -> Bool {
        try await callFlows("ClipboardClear").first?.asBool ?? false
    }

    private func list(_ member: String) async throws(ManagerError) -> [JSONValue] {
        guard case .array(_, let items)? = try await callFlows(member).first else {
            throw .unexpectedReply("\(member) without a list")
        }
        return items.map { BusFacts.json($0.asOptions ?? [:]) }
    }

    private func facts(_ member: String, _ arguments: [BusValue] = []) async throws(ManagerError) -> JSONValue {
        guard let values = try await callFlows(member, arguments, timeout: nil).first?.asOptions else {
            throw .unexpectedReply("\(member) without facts")
        }
        return BusFacts.json(values)
    }
}
