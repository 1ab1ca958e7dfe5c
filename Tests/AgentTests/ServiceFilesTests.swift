import Agent
import Channel
import LinuxIO
import Testing

@Suite struct ServiceFilesTests {
    @Test func `a file for the argument goes before one for the service, and the user's before the template's`() throws
    {
        let folders = try ServiceFolders()
        #expect(throws: ServiceFiles.Failure.notFound) { try folders.find("a+x") }
        var last = ""
        for path in [
            "etc/qubes-rpc/a", "usr/local/etc/qubes-rpc/a", "etc/qubes-rpc/a+x", "usr/local/etc/qubes-rpc/a+x",
        ] {
            last = try folders.write(path)
            #expect(try folders.find("a+x") == .program(path: last, isExecutable: true))
        }
        #expect(
            try folders.find("a+y") == .program(path: "\(folders.root)/usr/local/etc/qubes-rpc/a", isExecutable: true))
        #expect(
            try folders.find("a") == .program(path: "\(folders.root)/usr/local/etc/qubes-rpc/a", isExecutable: true))
    }

    @Test func `a file for the empty argument is one with a plus`() throws {
        let folders = try ServiceFolders()
        try folders.write("etc/qubes-rpc/a")
        let path = try folders.write("etc/qubes-rpc/a+")
        #expect(try folders.find("a") == .program(path: path, isExecutable: true))
        #expect(try folders.find("a+x") == .program(path: "\(folders.root)/etc/qubes-rpc/a", isExecutable: true))
    }

    @Test func `what is not executable is a script, and a folder is nothing`() throws {
        let folders = try ServiceFolders()
        let path = try folders.write("etc/qubes-rpc/a", "echo", mode: 0o644)
        #expect(try folders.find("a") == .program(path: path, isExecutable: false))
        try FileSystem.makeDirectory("\(folders.root)/usr/local/etc/qubes-rpc/a")
        #expect(try folders.find("a") == .program(path: path, isExecutable: false))
        try folders.link("etc/qubes-rpc/l", to: path)
        #expect(
            try folders.find("l") == .program(path: "\(folders.root)/etc/qubes-rpc/l", isExecutable: false))
        try folders.link("etc/qubes-rpc/dangling", to: "/nonexistent")
        #expect(throws: ServiceFiles.Failure.notFound) { try folders.find("dangling") }
    }

    @Test func `no name leads to another folder, and one that is too long to no file`() throws {
        let folders = try ServiceFolders()
        for service in [".", "..", "..+x", ".+"] {
            #expect(throws: ServiceFiles.Failure.notFound) { try folders.find(service) }
        }
        let path = try folders.write("etc/qubes-rpc/a")
        #expect(
            try folders.find("a+" + String(repeating: "x", count: 60_000))
                == .program(path: path, isExecutable: true))
        #expect(throws: ServiceFiles.Failure.notFound) { try folders.find(String(repeating: "b", count: 256)) }
    }

    @Test func `a socket is one, also behind a link`() throws {
        let folders = try ServiceFolders()
        let path = "\(folders.root)/etc/qubes-rpc/s"
        let listener = try UnixSocket.listen(at: path, .stream)
        try folders.link("etc/qubes-rpc/l", to: path)
        #expect(try folders.find("s+x") == .socket(path: path))
        #expect(try folders.find("l") == .socket(path: "\(folders.root)/etc/qubes-rpc/l"))
        _ = consume listener
    }

    @Test(arguments: [
        (link: "/dev/tcp/127.0.0.1/80", argument: "+", host: "127.0.0.1", port: 80),
        (link: "/dev/tcp/127.0.0.1/80", argument: "+22", host: "127.0.0.1", port: 80),
        (link: "/dev/tcp/127.0.0.1", argument: "+65535", host: "127.0.0.1", port: 65_535),
        (link: "/dev/tcp/127.0.0.1/", argument: "+1", host: "127.0.0.1", port: 1),
        (link: "/dev/tcp", argument: "+localhost+8080", host: "localhost", port: 8080),
        (link: "/dev/tcp/", argument: "+localhost+8080", host: "localhost", port: 8080),
    ])
    func `a link names a TCP port, together with the argument`(
        link: String, argument: String, host: String, port: UInt16
    ) throws {
        let folders = try ServiceFolders()
        try folders.link("etc/qubes-rpc/a", to: link)
        #expect(try folders.find("a" + argument) == .network(host: host, port: port))
    }

    /// A policy denies or allows a port by the argument that names it: there must be no second name for it.
    @Test(arguments: [
        (link: "/dev/tcp/127.0.0.1", argument: "+"), (link: "/dev/tcp/127.0.0.1", argument: "+0"),
        (link: "/dev/tcp/127.0.0.1", argument: "+65536"), (link: "/dev/tcp/127.0.0.1", argument: "+-1"),
        (link: "/dev/tcp/127.0.0.1", argument: "+022"), (link: "/dev/tcp/127.0.0.1", argument: "++22"),
        (link: "/dev/tcp/127.0.0.1", argument: "+22+"), (link: "/dev/tcp/127.0.0.1", argument: "+x+22"),
        (link: "/dev/tcp/127.0.0.1", argument: "+http"), (link: "/dev/tcp", argument: "+22"),
        (link: "/dev/tcp", argument: "+a+b+22"), (link: "/dev/tcp", argument: "++a+22"),
        (link: "/dev/tcp", argument: "+a++22"), (link: "/dev/tcp/a/b/22", argument: "+"),
        (link: "/dev/tcp/a/x", argument: "+22"),
    ])
    func `an argument names its port in one way only`(link: String, argument: String) throws {
        let folders = try ServiceFolders()
        try folders.link("etc/qubes-rpc/a", to: link)
        let failure = #expect(throws: ServiceFiles.Failure.self) { try folders.find("a" + argument) }
        guard case .malformed = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func `a link to something else in that folder is no port`() throws {
        let folders = try ServiceFolders()
        try folders.link("etc/qubes-rpc/a", to: "/dev/tcpx/127.0.0.1/22")
        #expect(throws: ServiceFiles.Failure.notFound) { try folders.find("a") }
    }

    @Test func `settings for the argument go before those of the service, and the user's before the template's`() throws
    {
        let folders = try ServiceFolders()
        #expect(try folders.settings("a+x") == ServiceSettings())
        for (number, path) in [
            "etc/qubes/rpc-config/a", "usr/local/etc/qubes/rpc-config/a", "etc/qubes/rpc-config/a+x",
            "usr/local/etc/qubes/rpc-config/a+x",
        ].enumerated() {
            try folders.write(path, "force-user=u\(number)", mode: 0o644)
            #expect(try folders.settings("a+x").forceUser == "u\(number)")
        }
        #expect(try folders.settings("a+y").forceUser == "u1")
        #expect(try folders.settings("b") == ServiceSettings())
        try folders.write("etc/qubes/rpc-config/bad", "exit-on-client-eof=maybe", mode: 0o644)
        #expect(throws: ServiceFiles.Failure.self) { try folders.settings("bad") }
    }
}
