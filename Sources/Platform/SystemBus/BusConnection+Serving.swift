/// Answering calls of other processes.
extension BusConnection {
    /// Starts to serve a call, in a task of its own.
    func accept(_ message: BusMessage) {
        guard let sender = message.sender else { return }
        let count = callsInFlight[sender, default: 0]
        guard count < MessageLimits.callsPerSender, callCount < MessageLimits.calls else {
            let failure = BusFailure.limitsExceeded(
                "\(count) calls of \(sender) are being served, which is the limit.\nWait for answers first.")
            if !message.noReply { _ = try? send(message.error(failure)) }
            return
        }
        callsInFlight[sender] = count + 1
        callCount += 1
        // Not cancelled when the caller goes away: what a person started goes on when the terminal is closed.
        Task { await self.answer(message, from: sender) }
    }

    private func answer(_ message: BusMessage, from sender: String) async {
        let reply: BusMessage
        do {
            reply = message.reply(try await perform(message, from: sender))
        } catch {
            reply = message.error(error)
        }
        callCount -= 1
        callsInFlight[sender, default: 1] -= 1
        if callsInFlight[sender] == 0 { callsInFlight[sender] = nil }
        guard !message.noReply else { return }
        do {
            try send(reply)
        } catch {
            _ = try? send(message.error(.failed("The answer cannot be sent: \(error).")))
        }
    }

    private func perform(_ message: BusMessage, from sender: String) async throws(BusFailure) -> [BusValue] {
        if let problem = message.problem { throw .limitsExceeded("The call cannot be read: \(problem).") }
        guard let path = message.path, let member = message.member else { throw .invalidArguments("No path.") }
        let call = IncomingCall(
            path: path, interface: message.interface, member: member, arguments: message.arguments,
            caller: try await caller(sender))
        if message.interface == StandardInterfaces.peerName { return try answerPeer(call) }
        guard let exported = objects[path] else { return try await answerWithoutObject(call) }
        let named = exported.interfaces.filter { message.interface == nil || $0.name == message.interface }
        guard !named.isEmpty else {
            throw .unknownInterface("The object \(path) has no interface \(message.interface ?? "").")
        }
        for interface in named {
            guard let method = interface.methods.first(where: { $0.name == member }) else { continue }
            return try await Self.run(
                call, of: exported, interface: interface.name, method: method, connection: self)
        }
        throw .unknownMethod("The object \(path) has no method \(member) in \(message.interface ?? "any interface").")
    }

    /// Runs a method away from the executor of the connection, which has messages to move.
    @concurrent private static func run(
        _ call: IncomingCall, of exported: ExportedObject, interface: String, method: BusInterface.Method,
        connection: BusConnection
    ) async throws(BusFailure) -> [BusValue] {
        let expected = method.inputs.map(\.type)
        guard call.arguments.map(\.type) == expected else {
            let text = expected.map(\.text).joined()
            throw .invalidArguments(
                "\(interface).\(method.name) takes '\(text)', not '\(call.arguments.signature)'.")
        }
        try await exported.object.authorize(call.caller, interface: interface, member: method.name)
        switch interface {
        case StandardInterfaces.introspectableName: return await connection.introspect(call.path)
        case StandardInterfaces.objectManagerName: return try await connection.managedObjects(below: call.path)
        case StandardInterfaces.propertiesName: return try await answerProperties(call, of: exported.object)
        case StandardInterfaces.peerName: return []
        default:
            let results = try await exported.object.call(
                method.name, interface: interface, arguments: call.arguments, caller: call.caller)
            guard results.map(\.type) == method.outputs.map(\.type) else {
                throw .failed("\(interface).\(method.name) answered with '\(results.signature)': a defect.")
            }
            return results
        }
    }

    /// The caller's identity, asked of the bus once per connection.
    private func caller(_ name: String) async throws(BusFailure) -> BusCaller {
        if let known = callers[name] { return try await known.value.get() }
        // Names are never reused, so an entry that outlives its connection costs memory only; it is bounded here.
        if callers.count >= MessageLimits.calls { callers.removeAll() }
        let lookup = Task<Result<BusCaller, BusFailure>, Never> { [weak self] in
            guard let self else { return .failure(.failed("The connection ended.")) }
            return await self.identify(name)
        }
        callers[name] = lookup
        let result = await lookup.value
        if case .failure = result { callers[name] = nil }
        return try result.get()
    }

    private func identify(_ name: String) async -> Result<BusCaller, BusFailure> {
        do {
            let reply = try await callBus("GetConnectionCredentials", [.string(name)])
            guard let credentials = reply.first?.asOptions, let uid = credentials["UnixUserID"]?.asUInt32 else {
                return .failure(.accessDenied("The bus does not say which user \(name) is."))
            }
            let groups = await UserGroups.of(uid: uid)
            return .success(
                BusCaller(
                    uid: uid, gid: groups.first, groups: groups, pid: credentials["ProcessID"]?.asUInt32,
                    uniqueName: name))
        } catch {
            return .failure(.accessDenied("The bus does not say who \(name) is: \(error)."))
        }
    }
}
