import Agent
import Broker
import LinuxIO
import Testing

/// The texts that an agent and a broker read, as pure functions.
@Suite struct AgentTextTests {
    private static let passwords = """
        root:x:0:0:root:/root:/bin/bash
        # a comment
        user:x:1000:1000:user:/home/user:/bin/bash
        bare:x:1001:1001:::
        broken:x:abc:1:::
        short:x:1
        """
    private static let groups = """
        root:x:0:
        audio:x:29:pulse,user
        users:x:100:user2,xuser
        user:x:1000:user
        """

    @Test func `a user is looked up with all groups`() throws {
        let account = try #require(Account("user", passwords: Self.passwords, groups: Self.groups))
        #expect(account.identity.userID == 1000)
        #expect(account.identity.groupID == 1000)
        #expect(account.identity.groupIDs == [1000, 29])
        #expect(account.home == "/home/user")
        #expect(account.environment(["LANG=de", "X=1"]).contains("LANG=de"))
        #expect(!account.environment(["LANG=de"]).contains("LANG=C.UTF-8"))
    }

    @Test func `empty fields have defaults, and broken lines are not users`() throws {
        let bare = try #require(Account("bare", passwords: Self.passwords, groups: ""))
        #expect(bare.home == "/")
        #expect(bare.shell == "/bin/sh")
        for name in ["broken", "short", "# a comment", "nobody", ""] {
            #expect(Account(name, passwords: Self.passwords, groups: Self.groups) == nil)
        }
    }

    @Test func `the command line is cut into words, and the last one counts`() {
        let line = KernelCommandLine("console=tty0 quiet console=ttyS0,115200n8 bulkhead.verity=a,b,1,2\n")
        #expect(line["bulkhead.verity"] == "a,b,1,2")
        #expect(line["quiet"] == nil)
        #expect(line.console == "ttyS0")
        #expect(KernelCommandLine("").console == "ttyS0")
    }

    private static let hash = String(repeating: "ab", count: 32)

    @Test func `a verity parameter becomes a table`() throws {
        let parameters = try VerityParameters("\(Self.hash),00ff,46071,46072")
        #expect(parameters.sectors == 46_071 * 8)
        #expect(
            parameters.table(device: "/dev/vda")
                == "1 /dev/vda /dev/vda 4096 4096 46071 46072 sha256 \(Self.hash) 00ff")
    }

    @Test(arguments: [
        "", "a,b", "\(hash),00,1", "\(hash.dropLast()),00,1,2", "\(hash.uppercased()),00,1,2", "\(hash),0,1,2",
        "\(hash),zz,1,2", "\(hash),00,0,2", "\(hash),00,3,2", "\(hash),00,1,x", "\(hash),00,-1,2", "\(hash),,1,2",
        "\(hash),00,18446744073709551615,18446744073709551615", "\(hash),00 1,1,2",
    ])
    func `a bad verity parameter is an error`(text: String) {
        #expect(throws: AgentError.self) { try VerityParameters(text) }
    }

    @Test func `an ext4 superblock is recognised, and whether it is clean`() throws {
        var device = [UInt8](repeating: 0, count: 4096)
        #expect(Ext4Superblock(device: device) == nil)
        #expect(Ext4Superblock(device: []) == nil)
        device[1024 + 0x38] = 0x53
        device[1024 + 0x39] = 0xEF
        device[1024 + 0x3A] = 1
        for index in 0..<16 { device[1024 + 0x68 + index] = UInt8(index) }
        let clean = try #require(Ext4Superblock(device: device))
        #expect(clean.isClean)
        #expect(clean.uuid == Array(0..<16))
        device[1024 + 0x60] = 4
        #expect(Ext4Superblock(device: device)?.isClean == false)
        device[1024 + 0x60] = 0
        device[1024 + 0x3A] = 3
        #expect(Ext4Superblock(device: device)?.isClean == false)
    }

    @Test func `a broker's arguments are checked`() throws {
        #expect(try BrokerOptions(arguments: []).consoleLogLimitBytes == 1 << 20)
        #expect(try BrokerOptions(arguments: ["--console-log-limit", "5000"]).consoleLogLimitBytes == 5_000)
        for bad in [["x"], ["--console-log-limit"], ["--console-log-limit", "1"], ["--console-log-limit", "y"]] {
            #expect(throws: BrokerError.self) { try BrokerOptions(arguments: bad) }
        }
    }
}
