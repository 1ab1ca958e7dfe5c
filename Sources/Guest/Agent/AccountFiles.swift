internal import LinuxIO

/// Where users are looked up.
package final class AccountFiles {
    package let passwordPath: String
    package let groupPath: String
    /// Accounts that were looked up, and how the files were then.
    private var known: [String: Account?] = [:]
    private var stamps: [FileStamp?] = []

    package init(passwordPath: String = "/etc/passwd", groupPath: String = "/etc/group") {
        self.passwordPath = passwordPath
        self.groupPath = groupPath
    }

    /// The user of this name; the files may change while the guest runs.
    package func account(_ name: String) -> Account? {
        let now = [FileStamp(passwordPath), FileStamp(groupPath)]
        if now != stamps {
            known.removeAll()
            stamps = now
        }
        if let account = known[name] { return account }
        let account = read(name)
        known[name] = .some(account)
        return account
    }

    private func read(_ name: String) -> Account? {
        guard let passwords = try? FileSystem.readText(passwordPath) else { return nil }
        return Account(name, passwords: passwords, groups: (try? FileSystem.readText(groupPath)) ?? "")
    }
}
