import Hypervisor
import Machines
import QEMUBackend
import Testing

struct ArgumentTests {
    private func machine(
        _ disks: [DiskSpecification] = []
    ) throws -> MachineSpecification {
        MachineSpecification(
            name: try MachineName("personal"), memoryMiB: 256, vcpus: 2, userID: 4_711, kernelPath: "/k",
            initramfsPath: "/i", kernelArguments: ["console=ttyS0", "panic=-1", "a,b"], disks: disks,
            runDirectory: "/run/x")
    }

    private let descriptors = MachineDescriptors(
        control: 10, channel: 11, console: 12, memory: 13, kernel: 14, initramfs: 15,
        disks: [.init(image: 16), .init(image: 17, key: 18)])

    @Test func `a machine with disks has exactly this command line`() throws {
        let disks = [
            DiskSpecification(serial: "root", path: "/r", isReadOnly: true),
            DiskSpecification(serial: "private", path: "/p", isReadOnly: false, encryption: .luks(keyPath: "/s")),
        ]
        #expect(
            QEMUArguments.make(try machine(disks), descriptors, .tcg).joined(separator: "\n") == """
                -name
                guest=personal,debug-threads=on
                -nodefaults
                -no-user-config
                -display
                none
                -no-reboot
                -S
                -sandbox
                on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny
                -machine
                q35,memory-backend=ram,dump-guest-core=off,vmport=off,sata=off,smbus=off
                -accel
                tcg,thread=multi,tb-size=64
                -cpu
                max,erms=off,fsrm=off
                -smp
                2
                -m
                256M
                -object
                memory-backend-file,id=ram,size=256M,mem-path=/proc/self/fd/13,share=on
                -rtc
                base=utc,clock=host
                -action
                reboot=shutdown,panic=shutdown
                -kernel
                /proc/self/fd/14
                -initrd
                /proc/self/fd/15
                -append
                console=ttyS0 panic=-1 a,b
                -object
                rng-builtin,id=random
                -device
                virtio-rng-pci,rng=random,bus=pcie.0,addr=0x2
                -device
                pvpanic-pci,bus=pcie.0,addr=0x4
                -chardev
                socket,id=control,fd=10,server=on,wait=off
                -chardev
                socket,id=channel,fd=11,server=on,wait=off
                -chardev
                socket,id=console,fd=12,server=on,wait=off
                -mon
                chardev=control,mode=control
                -serial
                chardev:console
                -device
                virtio-serial-pci,id=serial,bus=pcie.0,addr=0x3,max_ports=2
                -device
                virtserialport,bus=serial.0,nr=1,chardev=channel,name=org.bulkhead.agent
                -add-fd
                fd=16,set=1
                -blockdev
                driver=file,node-name=disk0,filename=/dev/fdset/1,locking=on,auto-read-only=off,read-only=on
                -device
                virtio-blk-pci,id=root-drive,drive=disk0,serial=root,bus=pcie.0,addr=0x8
                -add-fd
                fd=17,set=2
                -blockdev
                driver=file,node-name=image1,filename=/dev/fdset/2,locking=on,auto-read-only=off,read-only=off,\
                discard=unmap
                -object
                secret,id=key1,file=/proc/self/fd/18
                -blockdev
                driver=luks,node-name=disk1,file=image1,key-secret=key1,read-only=off,discard=unmap
                -device
                virtio-blk-pci,id=private-drive,drive=disk1,serial=private,bus=pcie.0,addr=0x9
                -device
                pcie-root-port,id=port0,bus=pcie.0,addr=0x18,chassis=1
                -device
                pcie-root-port,id=port1,bus=pcie.0,addr=0x19,chassis=2
                -device
                pcie-root-port,id=port2,bus=pcie.0,addr=0x1a,chassis=3
                -device
                pcie-root-port,id=port3,bus=pcie.0,addr=0x1b,chassis=4
                """)
    }

    @Test func `on the processor's virtualization only the accelerator differs`() throws {
        let software = QEMUArguments.make(try machine(), descriptors, .tcg)
        let hardware = QEMUArguments.make(try machine(), descriptors, .kvm)
        let difference = hardware.difference(from: software)
        #expect(Set(difference.insertions.map(\.text)) == ["kvm", "host"])
        #expect(Set(difference.removals.map(\.text)) == ["tcg,thread=multi,tb-size=64", "max,erms=off,fsrm=off"])
    }

    @Test func `a clone differs in where its memory and its state come from`() throws {
        let boot = QEMUArguments.make(try machine(), descriptors, .tcg)
        let clone = QEMUArguments.make(try machine(), descriptors, .tcg, isClone: true)
        let difference = clone.difference(from: boot)
        #expect(
            difference.insertions.map(\.text) == [
                "memory-backend-file,id=ram,size=256M,mem-path=/proc/self/fd/13,share=off", "-incoming", "defer",
            ])
        #expect(difference.removals.count == 1)
    }

    @Test func `an empty drive takes no lock, and has a device by which a disk is put in`() throws {
        let arguments = QEMUArguments.make(try machine([.empty(serial: "private")]), descriptors, .tcg)
        #expect(arguments.contains { $0.contains("node-name=disk0") && $0.contains("locking=off") })
        let device = "id=\(QEMUArguments.device(of: "private"))"
        #expect(arguments.contains { $0.hasPrefix("virtio-blk-pci,\(device),drive=disk0,serial=private") })
    }

    @Test func `no argument names a file of the machine`() throws {
        let disks = [DiskSpecification(serial: "root", path: "/secret/path", isReadOnly: true)]
        #expect(!QEMUArguments.make(try machine(disks), descriptors, .tcg).contains { $0.contains("/secret") })
    }
}

extension CollectionDifference.Change {
    var text: ChangeElement {
        switch self {
        case .insert(_, let element, _), .remove(_, let element, _): element
        }
    }
}
