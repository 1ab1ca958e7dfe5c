/// Calling methods of other processes.
extension BusConnection {
    /// Calls a method and waits for its answer.
    ///
    /// - Parameters:
    ///   - destination: The bus name of the other process.
    ///   - path: The object.
    ///   - interface: The interface that the method belongs to.
    ///   - member: The method.
    ///   - arguments: What the method takes; descriptors in them are copied.
    ///   - timeout: How long to wait; nil means as long as it takes.
    /// - Returns: What the method returned; descriptors in it are the caller's.
    /// - Throws: ``BusError``; an error that the other end answered is ``BusError/remote(name:message:)``.
    package func call(
        _ destination: String, path: String, interface: String, member: String, arguments: [BusValue] = [],
        timeout: Duration? = .seconds(25)
    ) async throws(BusError) -> [BusValue] {
        let message = BusMessage(
            kind: .call, destination: destination, path: path, interface: interface, member: member,
            arguments: arguments)
        nextToken += 1
        let token = nextToken
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                start(message, token: token, timeout: timeout, continuation)
            }
        } onCancel: {
            Task { await self.abandon(token: token, .cancelled) }
        }
        return try result.get()
    }

    private func start(
        _ message: BusMessage, token: UInt64, timeout: Duration?,
        _ continuation: CheckedContinuation<Result<[BusValue], BusError>, Never>
    ) {
        let serial: UInt32
        do {
            serial = try send(message)
        } catch {
            continuation.resume(returning: .failure(error))
            return
        }
        let member = message.member ?? ""
        let timer = timeout.map { timeout in
            Task { [weak self] in
                guard (try? await Task.sleep(for: timeout)) != nil else { return }
                await self?.abandon(token: token, .timedOut(member: member))
            }
        }
        pending[serial] = PendingCall(token: token, continuation: continuation, timer: timer)
    }

    private func abandon(token: UInt64, _ error: BusError) {
        guard let (serial, call) = pending.first(where: { $0.value.token == token }) else { return }
        pending[serial] = nil
        call.finish(.failure(error))
    }

    /// Gives a reply to the call that waits for it; a late one is dropped, and its descriptors are closed.
    func finish(_ reply: BusMessage) {
        guard let call = pending.removeValue(forKey: reply.replySerial) else { return }
        if reply.kind == .error {
            let text = reply.arguments.first?.asString ?? ""
            call.finish(.failure(.remote(name: reply.errorName ?? "", message: text)))
        } else if let problem = reply.problem {
            call.finish(.failure(problem))
        } else {
            call.finish(.success(reply.arguments))
        }
    }

    /// Calls a method of the bus itself.
    func callBus(_ member: String, _ arguments: [BusValue]) async throws(BusError) -> [BusValue] {
        try await call(
            StandardInterfaces.bus, path: StandardInterfaces.busPath, interface: StandardInterfaces.bus,
            member: member, arguments: arguments)
    }

    /// Takes a well-known name, without waiting for it and without letting another connection take it over.
    ///
    /// - Throws: ``BusError/nameTaken(_:)``; ``BusError/remote(name:message:)`` with `AccessDenied` where the bus
    ///   does not let this user own the name.
    package func requestName(_ name: String) async throws(BusError) {
        try BusNames.check(name, as: .bus)
        let doNotQueue: UInt32 = 4
        let reply = try await callBus("RequestName", [.string(name), .uint32(doNotQueue)])
        // 1: primary owner; 4: already the owner; 3: exists (D-Bus Specification, "RequestName").
        guard let code = reply.first?.asUInt32, code == 1 || code == 4 else { throw .nameTaken(name) }
    }

    /// Gives a well-known name back.
    package func releaseName(_ name: String) async throws(BusError) {
        try BusNames.check(name, as: .bus)
        _ = try await callBus("ReleaseName", [.string(name)])
    }

    /// The unique name of the connection that owns a name; nil when nobody does.
    package func owner(of name: String) async throws(BusError) -> String? {
        do {
            return try await callBus("GetNameOwner", [.string(name)]).first?.asString
        } catch .remote(name: "org.freedesktop.DBus.Error.NameHasNoOwner", _) {
            return nil
        }
    }
}
