import Jail
import Testing

struct ArgumentTests {
    private static let full = JailSpecification(
        program: "/usr/bin/qemu", arguments: ["-S", "--", "a b", ""], userID: 4_711, supplementaryGroups: [104, 5],
        visiblePaths: ["/usr/bin/qemu", "/usr/lib", "/usr/share/qemu"], links: [.init("/lib", to: "usr/lib")],
        devices: ["/dev/kvm"], controlGroups: ["/sys/fs/cgroup/memory/bulkhead/a/b"],
        limits: JailLimits(openFiles: 99, fileBytes: 1 << 30, processes: 7), keptDescriptors: [10, 11])

    @Test func `the launcher's arguments say all of a specification, and are read back the same`() throws {
        let arguments = LauncherArguments.encode(Self.full)
        #expect(
            arguments == [
                "--user", "4711", "--group", "104", "--group", "5", "--visible", "/usr/bin/qemu", "--visible",
                "/usr/lib",
                "--visible", "/usr/share/qemu", "--link", "/lib", "usr/lib", "--device", "/dev/kvm",
                "--control-group", "/sys/fs/cgroup/memory/bulkhead/a/b", "--open-files", "99", "--processes", "7",
                "--file-bytes", "1073741824", "--keep", "10", "--keep", "11", "--", "/usr/bin/qemu", "-S", "--", "a b",
                "",
            ])
        #expect(try LauncherArguments.decode(arguments) == Self.full)
    }

    @Test(arguments: [
        (arguments: ["--user", "0", "--", "/bin/true"], error: JailError.rootIsRefused),
        (arguments: ["--", "/bin/true"], error: .rootIsRefused),
        (arguments: ["--user", "5"], error: .badArgument("PROGRAM")),
        (arguments: ["--user", "5", "--"], error: .badArgument("PROGRAM")),
        (arguments: ["--user", "-5", "--", "/bin/true"], error: .badArgument("--user -5")),
        (arguments: ["--user", "4294967296", "--", "/bin/true"], error: .badArgument("--user 4294967296")),
        (arguments: ["--keep", "-1", "--", "/bin/true"], error: .badArgument("--keep -1")),
        (arguments: ["--wish", "5"], error: .badArgument("--wish")),
    ])
    func `a launcher's argument that means nothing is an error`(arguments: [String], error: JailError) {
        #expect(throws: error) { try LauncherArguments.decode(arguments) }
    }

    @Test func `bubblewrap gets every wall of the jail`() {
        #expect(
            BubblewrapArguments.make(Self.full).joined(separator: " ") == """
                --unshare-pid --unshare-ipc --unshare-net --unshare-uts --unshare-cgroup-try --as-pid-1 --info-fd 9 \
                --cap-drop ALL --cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP \
                --perms 0755 --dir /usr --perms 0755 --dir /usr/bin --perms 0755 --dir /usr/share \
                --ro-bind /usr/bin/setpriv /usr/bin/setpriv --ro-bind /usr/bin/qemu /usr/bin/qemu \
                --ro-bind /usr/lib /usr/lib --ro-bind /usr/share/qemu /usr/share/qemu --symlink usr/lib /lib \
                --proc /proc --dev /dev --dev-bind /dev/kvm /dev/kvm --remount-ro / --chdir / -- \
                /usr/bin/setpriv --reuid 4711 --regid 4711 --groups 104,5 --no-new-privs --inh-caps=-all \
                --bounding-set=-all -- /usr/bin/qemu -S -- a b\u{20}
                """)
    }

    @Test func `without groups of its own a program has none`() {
        let arguments = BubblewrapArguments.make(JailSpecification(program: "/bin/true", arguments: [], userID: 9))
        #expect(arguments.contains("--clear-groups") && !arguments.contains("--groups"))
    }
}
