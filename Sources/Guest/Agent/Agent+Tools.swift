internal import Channel
internal import LinuxIO

/// Calls that programs of the guest make.
extension Agent {
    /// Programs that may be connected at once.
    private static let clientLimit = 128

    func prepareTools() {
        guard let toolListener else { return }
        if tools.count < Self.clientLimit || silentTool != nil { wait(.toolListener, toolListener.number, .readable) }
        for tool in tools.values {
            wait(.tool(tool.id), tool.socket.number, tool.call == nil ? .readable : [])
            if let output = tool.outputNumber {
                wait(.toolOutput(tool.id), output, tool.wantsToWrite ? .writable : [])
            }
            if let input = tool.input, let call = tool.call, channel.sendableByteCount(ofCall: call) > 0 {
                wait(.toolInput(tool.id), input.number, .readable)
            }
        }
    }

    /// The program that has been connected for longest and has asked for nothing.
    private var silentTool: ToolClient? { tools.values.filter { $0.call == nil }.min { $0.id < $1.id } }

    func acceptTool() {
        guard let toolListener, let accepted = try? UnixSocket.accept(toolListener.descriptor),
            (try? accepted.makeNewNonblocking()) != nil
        else { return }
        // Programs ask as soon as they are connected: those that do not must not keep others out.
        if tools.count >= Self.clientLimit, let silentTool { drop(silentTool) }
        nextTool &+= 1
        tools[nextTool] = ToolClient(id: nextTool, socket: DescriptorBox(accepted))
        // It has asked already, as a rule.
        handleTool(nextTool, .readable)
    }

    func handleTool(_ id: UInt32, _ came: Poller.Interest) {
        guard let tool = tools[id] else { return }
        guard tool.call == nil else {
            // After its one request a program only hangs up.
            if !came.isDisjoint(with: [.hungUp, .failed]) { drop(tool) }
            return
        }
        do throws(SystemError) {
            guard let message = try UnixSocket.receive(limit: ToolRequest.packetLimit, on: tool.socket.descriptor)
            else {
                return
            }
            let bytes = message.bytes
            let wasTruncated = message.wasTruncated
            let descriptors = message.takeDescriptors().map { DescriptorBox(OwnedDescriptor(adopting: $0)) }
            guard !bytes.isEmpty else { return drop(tool) }
            begin(tool, wasTruncated ? [] : bytes, descriptors)
        } catch {
            drop(tool)
        }
    }

    private func begin(_ tool: ToolClient, _ packet: [UInt8], _ descriptors: [DescriptorBox]) {
        do throws(WireError) {
            guard case .call(let request) = try ToolRequest(packet: packet) else { return }
            guard descriptors.count == ToolRequest.descriptorCount,
                // A file or a device could make the agent wait, and with it the whole guest.
                descriptors.allSatisfy({ (try? DescriptorKind(of: $0.number)) == .stream }),
                descriptors.allSatisfy({ (try? $0.descriptor.setNonblocking()) != nil })
            else { return fail(tool, "a call takes two pipes or sockets") }
            guard let call = channel.call(request) else {
                let reason = channel.isEstablished ? "too many calls at once" : "the host does not listen"
                return fail(tool, reason)
            }
            tool.begin(call, input: descriptors[0], output: descriptors[1])
            toolsByCall[call] = tool.id
        } catch {
            fail(tool, "\(error)")
        }
    }

    private func fail(_ tool: ToolClient, _ reason: String) {
        tool.reply(.failed(GuestText(reason)))
        forget(tool)
    }

    /// The program has gone: its call is given up.
    private func drop(_ tool: ToolClient) {
        if let call = tool.call { channel.abandon(call) }
        forget(tool)
    }

    private func forget(_ tool: ToolClient) {
        tools[tool.id] = nil
        if let call = tool.call { toolsByCall[call] = nil }
    }

    private func tool(of call: StreamID) -> ToolClient? { toolsByCall[call].flatMap { tools[$0] } }

    // MARK: Data

    func handleToolInput(_ id: UInt32) {
        guard let tool = tools[id], let call = tool.call, let input = tool.input else { return }
        if tool.inputIsPipe {
            let room = channel.announceableByteCount(ofCall: call)
            if splice(input.descriptor, room: room, announce: { $0.announce($1, onCall: call) }) { return }
        }
        let room = channel.sendableByteCount(ofCall: call)
        guard room > 0 else { return }
        do throws(SystemError) {
            guard let bytes = try input.descriptor.read(limit: room) else { return }
            guard bytes.isEmpty else { return channel.send(bytes, onCall: call) }
        } catch {}
        tool.endInput()
        channel.endInput(ofCall: call)
    }

    func handleToolOutput(_ id: UInt32, _ came: Poller.Interest) {
        guard let tool = tools[id], let call = tool.call else { return }
        let isGone = came.contains(.failed) || (came.contains(.hungUp) && !came.contains(.writable))
        channel.consumed(isGone ? tool.abandonOutput() : tool.flush(), onCall: call)
        settle(tool, call)
    }

    private func settle(_ tool: ToolClient, _ call: StreamID) {
        if !tool.outputIsOpen, !tool.isFinished { channel.closeOutput(ofCall: call) }
        guard tool.isFinished, let status = tool.status else { return }
        tool.reply(.exited(status))
        forget(tool)
    }

    // MARK: What the host says

    func handleCall(_ event: GuestEvent) {
        switch event {
        case .callOpened(let call):
            guard let tool = tool(of: call) else { return }
            tool.isOpen = true
            tool.reply(.opened)
        case .callRefused(let call, let reason):
            guard let tool = tool(of: call) else { return }
            tool.reply(.refused(reason))
            forget(tool)
        case .callData(let call, let bytes):
            guard let tool = tool(of: call) else { return channel.consumed(bytes.count, onCall: call) }
            channel.consumed(tool.take(bytes), onCall: call)
            settle(tool, call)
        case .callEndOfData(let call):
            guard let tool = tool(of: call) else { return }
            tool.endOutput()
            settle(tool, call)
        case .callInputClosed(let call):
            tool(of: call)?.endInput()
            channel.endInput(ofCall: call)
        case .callExited(let call, let status):
            guard let tool = tool(of: call) else { return }
            tool.status = status
            settle(tool, call)
        case .callReset(let call, let reason):
            guard let tool = tool(of: call) else { return }
            tool.reply(.failed(reason))
            forget(tool)
        default: break
        }
    }

    /// The host that carried them has gone.
    func endTools() {
        for tool in tools.values where tool.call != nil {
            tool.reply(.failed(GuestText("the connection to the host broke off")))
            forget(tool)
        }
    }
}
