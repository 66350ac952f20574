package io.zpci.recording;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.PciInstructions;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Zdev;
import io.zpci.trace.Tap;
import io.zpci.vfio.IsmVfioPci;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioHost;
import io.zpci.vfio.VfioPciCore;
import io.zpci.vmm.Interception;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the header of a {@code vfio-accesses} recording says: kernel, driver, device, and what lies
 * below the kernel.
 */
record VfioAccessesSetup(LinuxVersion host, Driver driver, Below below, FunctionFacts facts) {
  private static final int HANDLE = 0x8002_0000;
  private static final int MAX_STORE_BLOCK = 128;
  private static final int VECTOR = 16;

  /** The driver on trial. */
  enum Driver {
    VFIO_PCI,
    ISM_VFIO_PCI
  }

  /** What executes the kernel's instructions. */
  enum Below {
    /** The device itself. */
    DEVICE,
    /** QEMU 11.1 on a little-endian host, which intercepts them. */
    QEMU
  }

  static VfioAccessesSetup of(Line header) {
    if (!header.text("trial", "vfio").equals("vfio")) {
      throw header.bad("\"trial\": vfio was expected, got " + header.text("trial"));
    }
    if (header.flag("mio")) {
      throw header.bad("\"mio\": false was expected");
    }
    LinuxVersion host =
        LinuxVersion.named(header.text("host"))
            .orElseThrow(() ->
                header.bad("\"host\": a Linux version was expected, got " + header.text("host")));
    Driver driver =
        switch (header.text("driver")) {
          case "vfio-pci" -> Driver.VFIO_PCI;
          case "ism-vfio-pci" -> Driver.ISM_VFIO_PCI;
          default ->
              throw header.bad(
                  "\"driver\": vfio-pci or ism-vfio-pci was expected, got "
                      + header.text("driver"));
        };
    if (driver == Driver.ISM_VFIO_PCI && !host.vfio().ismVfioPci()) {
      throw header.bad("\"driver\": " + host.name() + " has no ism-vfio-pci");
    }
    Below below =
        switch (header.text("below")) {
          case "any", "firmware" -> Below.DEVICE;
          case "qemu-11.1-tcg" -> Below.QEMU;
          default ->
              throw header.bad(
                  "\"below\": any, firmware or qemu-11.1-tcg was expected, got "
                      + header.text("below"));
        };
    return new VfioAccessesSetup(host, driver, below, facts(header, below));
  }

  private static FunctionFacts facts(Line header, Below below) {
    Line device = header.object("device");
    Line bars = device.object("bars");
    List<Long> sizes = new ArrayList<>(List.of(0L, 0L, 0L, 0L, 0L, 0L));
    for (String name : bars.fields()) {
      if (name.length() != 1
          || name.charAt(0) < '0'
          || name.charAt(0) > '0' + AddressSpace.BAR_MAX) {
        throw header.bad("\"bars\": a BAR from 0 to 5 was expected, got " + name);
      }
      sizes.set(name.charAt(0) - '0', bars.number(name));
    }
    int maxStoreBlock =
        header.has("group") ? header.object("group").number("maxstbl", 1, 0x1fff) : MAX_STORE_BLOCK;
    try {
      return new FunctionFacts(
          device.text("model", "recorded"),
          (int) device.number("vendor", 0),
          (int) device.number("device", 0),
          0,
          0,
          sizes,
          below == Below.QEMU ? BlockClass.STRICT : BlockClass.RELAXED,
          maxStoreBlock,
          false,
          device.has("msi") ? device.object("msi").number("vectors", 1, 32) : 0,
          device.has("msix") ? msix(device.object("msix")) : null,
          256);
    } catch (IllegalArgumentException e) {
      throw header.bad("\"bars\": " + e.getMessage());
    }
  }

  private static Msix msix(Line msix) {
    return new Msix(
        msix.number("bar", 0, AddressSpace.BAR_MAX),
        msix.number("table"),
        msix.number("pba"),
        msix.number("vectors", 1, 2048));
  }

  /** The facts with an MSI-X table of a line's own, {@code [start, end)} in BAR 2. */
  FunctionFacts withTable(long start, long end) {
    return new FunctionFacts(
        facts.model(),
        facts.vendor(),
        facts.device(),
        facts.pft(),
        facts.pchid(),
        facts.barSizes(),
        facts.blockClass(),
        facts.maxStoreBlock(),
        facts.mioCapable(),
        facts.msiVectors(),
        new Msix(2, start, end, (int) ((end - start) / VECTOR)),
        facts.configSize());
  }

  /** Opens the driver on {@code script}, whose facts are {@code device}. */
  VfioDevice open(VfioScript script, FunctionFacts device) {
    PciInstructions instructions =
        switch (below) {
          case DEVICE -> script;
          case QEMU ->
              new Interception(
                  qemu(),
                  ByteOrder.LITTLE_ENDIAN,
                  script,
                  device,
                  HANDLE,
                  device.maxStoreBlock(),
                  Tap.NONE,
                  InterceptionOptions.SHIPPED);
        };
    Zdev zdev = new Zdev(HANDLE, device, device.maxStoreBlock(), new long[AddressSpace.BARS]);
    LinuxPci linux = LinuxPci.of(host, instructions, zdev, false, false, Tap.NONE);
    VfioHost opened = VfioHost.s390(host.vfio(), linux, zdev);
    return switch (driver) {
      case VFIO_PCI -> new VfioPciCore(opened, device, Tap.NONE);
      case ISM_VFIO_PCI -> new IsmVfioPci(opened, linux, Tap.NONE);
    };
  }

  private static QemuVersion qemu() {
    return QemuVersion.named("qemu-11.1").orElseThrow();
  }
}
