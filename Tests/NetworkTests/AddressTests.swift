import Machines
import Network
import Testing

struct AddressTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
        ("fd62:756c:6b68::12C", "fd62:756c:6b68::12c"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("0:0:1:0:0:0:1:0", "0:0:1::1:0"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("::ffff:192.0.2.1", "::ffff:c000:201"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1::8", "1::8"),
        ("0001:0002::", "1:2::"),
    ])
    func `addresses are read, and written in their one form`(text: String, canonical: String) throws {
        let address = try InternetAddress(text)
        #expect("\(address)" == canonical)
        #expect(try InternetAddress(canonical) == address)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.-4", "1.2..4", ":", ":::", "1:",
        ":1",
        "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9", "12345::", "g::", "::1.2.3",
        "::1.2.3.4:5", "1.2.3.4::", "fe80::1%eth0", "::１", "1:2:3:4::5:6:7:8",
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: AddressError.self) { try InternetAddress(text) }
    }

    @Test func `every address comes back from its text`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            // Zeros are what the short form is about.
            let groups = (0..<8).map { _ in Bool.random() ? 0 : UInt16.random(in: 0...0xffff, using: &generator) }
            let long = groups.map { String($0, radix: 16) }.joined(separator: ":")
            let address = try InternetAddress(long)
            #expect(try InternetAddress("\(address)") == address, "\(long)")
        }
    }

    @Test func `prefixes have a length that fits`() throws {
        #expect("\(try AddressPrefix("192.0.2.0/24"))" == "192.0.2.0/24")
        #expect("\(try AddressPrefix("::1"))" == "::1/128")
        for text in ["192.0.2.0/33", "::/129", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+1", "/24", "192.0.2.0/024x"] {
            #expect(throws: AddressError.self) { try AddressPrefix(text) }
        }
    }

    @Test func `hardware addresses have six bytes`() throws {
        #expect("\(try MACAddress("02:62:68:01:00:ff"))" == "02:62:68:01:00:ff")
        for text in [
            "", "02:62:68:01:00", "02:62:68:01:00:ff:00", "2:62:68:01:00:ff", "02-62-68-01-00-ff", "0g:62:68:01:00:ff",
        ] {
            #expect(throws: AddressError.self) { try MACAddress(text) }
        }
    }
}
