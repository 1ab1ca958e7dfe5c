internal import Glibc

/// A system call that failed: which, on what, and the kernel's reason.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call or the act, as a verb phrase: "open", "connect to".
    package let action: String
    /// What it was done to, a path or a name; empty where there is nothing to name.
    package let subject: String
    /// The `errno` value.
    package let code: CInt

    package init(_ action: String, _ subject: String = "", code: CInt) {
        self.action = action
        self.subject = subject
        self.code = code
    }

    /// Takes the reason from `errno`, which must be the one that the failed call left.
    package static func last(_ action: String, _ subject: String = "") -> SystemError {
        SystemError(action, subject, code: errno)
    }

    /// The kernel's words for the reason.
    package var reason: String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }

    package var description: String {
        subject.isEmpty ? "\(action): \(reason)" : "\(action) \(subject): \(reason)"
    }
}

/// The `errno` values that Bulkhead's code tells apart, so that only this module imports the C library.
package enum ErrorCode {
    package static let again = EAGAIN
    package static let interrupted = EINTR
    package static let exists = EEXIST
    package static let notFound = ENOENT
    package static let noProcess = ESRCH
    package static let brokenPipe = EPIPE
    package static let connectionReset = ECONNRESET
    package static let connectionRefused = ECONNREFUSED
    package static let addressInUse = EADDRINUSE
    package static let noSpace = ENOSPC
    package static let busy = EBUSY
    package static let invalid = EINVAL
    package static let permission = EPERM
    package static let access = EACCES
    package static let noDevice = ENODEV
    package static let noChild = ECHILD
    package static let inputOutput = EIO
    package static let tooLarge = EFBIG
    package static let timedOut = ETIMEDOUT
    package static let notEmpty = ENOTEMPTY
    package static let nameTooLong = ENAMETOOLONG
    package static let noMemory = ENOMEM
    package static let quota = EDQUOT
    package static let readOnly = EROFS
}

extension ErrorCode {
    /// Whether a read or write should be tried again after the descriptor is ready.
    package static func isTransient(_ code: CInt) -> Bool {
        code == EAGAIN || code == EWOULDBLOCK || code == EINTR
    }
}
