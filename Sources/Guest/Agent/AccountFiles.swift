internal import LinuxIO

/// Where users are looked up.
package struct AccountFiles: Hashable, Sendable {
    package let passwordPath: String
    package let groupPath: String

    package init(passwordPath: String = "/etc/passwd", groupPath: String = "/etc/group") {
        self.passwordPath = passwordPath
        self.groupPath = groupPath
    }

    /// The user of this name, read anew each time: the files may change while the guest runs.
    package func account(_ name: String) -> Account? {
        guard let passwords = try? FileSystem.readText(passwordPath) else { return nil }
        return Account(name, passwords: passwords, groups: (try? FileSystem.readText(groupPath)) ?? "")
    }
}
