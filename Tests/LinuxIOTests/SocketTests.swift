import Glibc
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SocketTests {
    @Test func `a descriptor that travels over a socket works at the other end, and is closed on exec`() throws {
        var ends = try UnixSocket.pair(.sequencedPacket)
        let here = ends.takeFirst()
        let there = ends.takeSecond()
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        #expect(try UnixSocket.send([1, 2], descriptors: [writing.number], on: here) == 2)
        _ = consume writing

        let message = try present(try UnixSocket.receive(limit: 16, on: there))
        #expect(message.bytes == [1, 2])
        #expect(message.wasTruncated == false)
        let received = message.takeDescriptors()
        #expect(received.count == 1)
        let passed = OwnedDescriptor(adopting: try #require(received.first))
        let flags = try FileSystem.readText("/proc/self/fdinfo/\(passed.number)")
        #expect(flags.contains("flags:\t02000001"))
        try passed.writeAll([7])
        _ = consume passed
        #expect(try readToEnd(reading) == [7])
    }

    @Test func `descriptors that nobody takes are closed with their message`() throws {
        var ends = try UnixSocket.pair(.stream)
        let here = ends.takeFirst()
        let there = ends.takeSecond()
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        _ = try UnixSocket.send([1], descriptors: [writing.number, writing.number, writing.number], on: here)
        _ = consume writing
        try drop(from: there)
        #expect(try readToEnd(reading) == [])
    }

    @Test func `of too many descriptors sixteen arrive, the rest is closed, and the message says so`() throws {
        var ends = try UnixSocket.pair(.stream)
        let here = ends.takeFirst()
        let there = ends.takeSecond()
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        try sendByHand([CInt](repeating: writing.number, count: 40), on: here.number)
        _ = consume writing

        let message = try present(try UnixSocket.receive(limit: 16, on: there))
        #expect(message.bytes == [1])
        #expect(message.wasTruncated == true)
        let received = message.takeDescriptors()
        #expect(received.count == 16)
        for descriptor in received { _ = OwnedDescriptor(adopting: descriptor) }
        #expect(try readToEnd(reading) == [])
    }

    @Test func `more descriptors than one message may carry are not sent at all`() throws {
        var ends = try UnixSocket.pair(.stream)
        let here = ends.takeFirst()
        let there = ends.takeSecond()
        do {
            _ = try UnixSocket.send([1], descriptors: [CInt](repeating: 0, count: 17), on: here)
            Issue.record("the message was sent")
        } catch {
            #expect(error.code == ErrorCode.invalid)
        }
        try there.setNonblocking()
        let isNothing = try UnixSocket.receive(limit: 16, on: there) == nil
        #expect(isNothing)
    }

    @Test func `a packet that is too long says so, and the next one is whole`() throws {
        var ends = try UnixSocket.pair(.sequencedPacket)
        let here = ends.takeFirst()
        let there = ends.takeSecond()
        _ = try UnixSocket.send([1, 2, 3, 4], on: here)
        _ = try UnixSocket.send([5, 6], on: here)
        let cut = try present(try UnixSocket.receive(limit: 3, on: there))
        #expect(cut.bytes == [1, 2, 3])
        #expect(cut.wasTruncated == true)
        let whole = try present(try UnixSocket.receive(limit: 3, on: there))
        #expect(whole.bytes == [5, 6])
        #expect(whole.wasTruncated == false)

        UnixSocket.shutdownWriting(here)
        let end = try present(try UnixSocket.receive(limit: 3, on: there))
        #expect(end.bytes == [])
    }

    @Test func `a listening socket is its owner's, tells who calls, and its path is taken once`() throws {
        let folder = try Folder()
        let listening = try UnixSocket.listen(at: folder("socket"), .stream)
        #expect(FileSystem.isSocket(folder("socket")))
        #expect(try ChildProcess.run("/usr/bin/stat", ["-c", "%a", folder("socket")]).output == "600\n")
        do {
            _ = try UnixSocket.listen(at: folder("socket"), .stream)
            Issue.record("two listen at one path")
        } catch {
            #expect(error.code == ErrorCode.addressInUse)
            #expect(error.subject == folder("socket"))
        }

        try listening.setNonblocking()
        let isNobody = try UnixSocket.accept(listening) == nil
        #expect(isNobody)
        let client = try UnixSocket.connect(to: folder("socket"), .stream)
        let served = try present(try UnixSocket.accept(listening))
        let peer = try UnixSocket.peer(of: served)
        #expect(peer.processID == CurrentProcess.identifier)
        #expect(peer.userID == CurrentProcess.userID)
        try client.writeAll([1])
        #expect(try served.read(limit: 4) == [1])
    }

    @Test func `a path that is too long for a socket is an error that names it`() throws {
        let folder = try Folder()
        let path = folder(String(repeating: "x", count: UnixSocket.maximumPathBytes))
        do {
            _ = try UnixSocket.listen(at: path, .stream)
            Issue.record("the path was cut")
        } catch {
            #expect(error.code == ErrorCode.nameTooLong)
            #expect(error.subject == path)
        }
        #expect(try folder.names() == [])
    }

    private func drop(from socket: borrowing OwnedDescriptor) throws {
        let message = try present(try UnixSocket.receive(limit: 16, on: socket))
        #expect(message.descriptors.count == 3)
    }

    /// Sends one byte with any number of descriptors, as a hostile sender would (cmsg(3) for the layout).
    private func sendByHand(_ descriptors: [CInt], on socket: CInt) throws {
        let header = MemoryLayout<cmsghdr>.size
        let length = header + descriptors.count * MemoryLayout<CInt>.size
        let control = UnsafeMutableRawPointer.allocate(byteCount: length, alignment: MemoryLayout<cmsghdr>.alignment)
        defer { control.deallocate() }
        control.storeBytes(of: length, as: Int.self)
        control.storeBytes(of: SOL_SOCKET, toByteOffset: 8, as: CInt.self)
        control.storeBytes(of: 1, toByteOffset: 12, as: CInt.self)  // SCM_RIGHTS
        for (index, descriptor) in descriptors.enumerated() {
            control.storeBytes(of: descriptor, toByteOffset: header + index * 4, as: CInt.self)
        }
        var byte: UInt8 = 1
        let sent = withUnsafeMutablePointer(to: &byte) { pointer in
            var vector = iovec(iov_base: pointer, iov_len: 1)
            return withUnsafeMutablePointer(to: &vector) { vector in
                var message = msghdr()
                message.msg_iov = vector
                message.msg_iovlen = 1
                message.msg_control = control
                message.msg_controllen = length
                return sendmsg(socket, &message, 0)
            }
        }
        try #require(sent == 1)
    }
}
