package io.zpci.linux;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import java.util.List;

/**
 * The checks of a kernel's s390 PCI layer, as data, and the places where it loses an outcome. An id
 * is {@code linux}, the call and, for a call with several checks, their order.
 */
public final class LinuxRules {
  /** The gap of the 2020 thread: a function without MIO on a machine with it (L-15). */
  public static final Rule IOMAP =
      Rule.check(
              "linux.iomap",
              "On a machine with MIO, pci_iomap maps the BAR's MIO address, so the BAR must have one.",
              "spec zpci 8.2, 8.3; spec passthrough a.4")
          .reacting(Reaction.REPORT)
          .unverified(
              "whether mapping the null MIO address fails or gives a page at 0 was never tried on hardware");

  /** There is no such BAR to map. */
  public static final Rule IOMAP_ABSENT =
      Rule.check(
          "linux.iomap.absent",
          "The function has the BAR that is to be mapped, with an index of the table.",
          "spec zpci 8.2");

  /** The table of cookies is full. */
  public static final Rule IOMAP_FULL =
      Rule.check(
          "linux.iomap.full",
          "Every BAR of an enabled function needs a free index of the iomap table.",
          "spec zpci 8.2");

  /** Two functions' BARs at the same bus addresses. */
  public static final Rule IOMAP_CLAIM =
      Rule.check(
          "linux.iomap.claim",
          "A BAR claims bus addresses that no other function has; else nothing of its function can be used.",
          "spec zpci 16 L-1; Linux commit 52d04d408185");

  /** A mapping count wrapped or an unmapped cookie was unmapped; the kernel warns and goes on. */
  public static final Rule IOMAP_COUNT =
      Rule.check(
              "linux.iomap.count",
              "A cookie is unmapped as often as it was mapped, and mapped fewer than 65536 times.",
              "spec zpci 8.2")
          .reacting(Reaction.REPORT);

  /** A failed load becomes all ones. */
  public static final Rule IOREAD =
      Rule.check(
              "linux.ioread",
              "A generic accessor cannot tell its caller that a load failed: the value is all ones.",
              "spec zpci 8.4; spec passthrough a.4")
          .reacting(Reaction.CORRUPT);

  /** A failed store is lost. */
  public static final Rule IOWRITE =
      Rule.check(
              "linux.iowrite",
              "A generic accessor cannot tell its caller that a store failed: the store is lost.",
              "spec zpci 8.4; spec passthrough a.4")
          .reacting(Reaction.DROP);

  /** Busy by MIO is an error. */
  public static final Rule MIO_BUSY =
      Rule.check(
          "linux.mio.busy",
          "Only instructions by handle are repeated while busy; by MIO condition code 2 is EIO.",
          "spec zpci 3.1, 8.6");

  /** A single store of a length without a C type stores zeros. */
  public static final Rule WRITE_SINGLE =
      Rule.check(
              "linux.write_single",
              "A single store takes its value from memory for lengths 1, 2, 4 and 8; for others it stores 0.",
              "spec zpci 8.4")
          .reacting(Reaction.CORRUPT);

  /** A single load of a length without a C type stores nothing. */
  public static final Rule READ_SINGLE =
      Rule.check(
              "linux.read_single",
              "A single load puts its value into memory for lengths 1, 2, 4 and 8; for others it is lost.",
              "spec zpci 8.4")
          .reacting(Reaction.DROP);

  /** Configuration space of a disabled function. */
  public static final Rule CONFIG_ENABLED =
      Rule.check(
          "linux.config.1",
          "A configuration access needs a handle whose ENABLE bit is set; without it no instruction is issued.",
          "spec zpci 8.5; Linux commit 84d875e69818");

  /** A configuration access failed below. */
  public static final Rule CONFIG_FAILED =
      Rule.check(
          "linux.config.2",
          "A configuration access that fails below gives an error; a load gives 0xffffffff as well.",
          "spec zpci 8.5");

  /** memset_io found no memory for its source. */
  public static final Rule MEMSET_MEMORY =
      Rule.check(
              "linux.memset_io",
              "Memset_io needs a kernel buffer as long as what it fills.",
              "spec zpci 8.4")
          .unverified(
              "the longest kmalloc of an s390 kernel, 4 MiB here, depends on its configuration");

  /** Length and page of a mmio system call. */
  public static final Rule MMIO_LENGTH =
      Rule.check(
          "linux.mmio.1",
          "A mmio system call is longer than 0 and stays inside 4 KiB of its address.",
          "spec zpci 10");

  /** The user's buffer. */
  public static final Rule MMIO_USER =
      Rule.check(
          "linux.mmio.2",
          "The user's buffer of a mmio system call can be accessed.",
          "spec zpci 10");

  /** The user's mapping. */
  public static final Rule MMIO_MAPPING =
      Rule.check(
          "linux.mmio.3",
          "The address of a mmio system call lies in a present I/O mapping.",
          "spec zpci 10, L-9");

  /** What is mapped is no cookie. */
  public static final Rule MMIO_COOKIE =
      Rule.check(
          "linux.mmio.4",
          "Without MIO, what a mmio system call's address maps is a cookie.",
          "spec zpci 10");

  /** The null pointer as source. */
  public static final Rule MMIO_NULL =
      Rule.check(
          "linux.mmio.5",
          "With MIO, the source of a mmio write is not the null pointer.",
          "spec zpci 10");

  /** A cookie in the hands of an MIO instruction. */
  public static final Rule MMIO_NO_MIO =
      Rule.check(
          "linux.mmio.6",
          "With MIO, a mmio system call reaches BARs that are mapped by MIO address only; a cookie faults.",
          "spec zpci 10");

  /** The user may not do it. */
  public static final Rule MMIO_PERMISSION =
      Rule.check(
          "linux.mmio.permission",
          "A mmio system call needs a mapping that may be written, or read; which of the two is asked of is the version's.",
          "spec zpci 10, L-10");

  /** A page that nobody touched. */
  public static final Rule MMIO_FAULT =
      Rule.check(
          "linux.mmio.fault",
          "Up to 6.14 the page of a mmio system call must be there: one that nobody touched is not faulted in.",
          "spec zpci 10, L-10");

  /** The bytes of a short read that are not the device's. */
  public static final Rule MMIO_SHIFT =
      Rule.check(
              "linux.mmio.shift",
              "A mmio read with MIO stores each byte of what it loaded; up to 6.15 the last one for all.",
              "spec zpci 16 L-11")
          .reacting(Reaction.CORRUPT)
          .unverified("whether a build has it is up to its compiler; deduced, never run");

  /** A condition code that reaches user space. */
  public static final Rule MMIO_CC =
      Rule.check(
              "linux.mmio.7",
              "With MIO, a mmio system call returns condition codes 1, 2 and 3 as they are and repeats none.",
              "spec zpci 10, L-13")
          .unverified("deduced from the source, never executed");

  /** A refused CLP set that nobody hears of. */
  public static final Rule CLP_SET =
      Rule.check(
              "linux.clp.set",
              "A CLP set that is refused is an error; up to 5.10 the kernel takes it for done.",
              "spec zpci 5.6, L-12")
          .reacting(Reaction.REPORT);

  /** A wide aperture that 7.2's test of the mask refuses. */
  public static final Rule DMA_DESIGNATION =
      Rule.check(
              "linux.dma.designation",
              "An aperture above 4 TiB needs region-second or region-first tables, which the kernel asks for by designation code.",
              "spec zpci 11.5, L-16")
          .reacting(Reaction.REPORT)
          .unverified("what real machines have in the mask is unknown");

  /** The aperture is full. */
  public static final Rule DMA_SPACE =
      Rule.check(
          "linux.dma.map.1",
          "A mapping needs as many free I/O pages, one after the other, in the aperture.",
          "spec zpci 11.5, 11.6");

  /** A refresh of a new mapping failed. */
  public static final Rule DMA_REFRESH =
      Rule.check(
          "linux.dma.map.2", "A mapping whose refresh fails is taken back.", "spec zpci 8.6, 11.6");

  /** A condition code that a hot reset's caller takes for no errno. */
  public static final Rule HOT_RESET_CC =
      Rule.check(
              "linux.reset.cc",
              "A hot reset that fails gives a negative errno; where the translation's registration fails its condition code comes back as it is.",
              "spec zpci 13.6, L-18")
          .reacting(Reaction.REPORT)
          .unverified("deduced from the source of 7.2, never executed");

  /** An error event of the past. */
  public static final Rule EVENT_STALE =
      Rule.check(
              "linux.event.1",
              "An error event carries the handle that CLP lists for the function; another one is ignored.",
              "spec zpci 13.5")
          .reacting(Reaction.DROP);

  /** A driver that cannot recover. */
  public static final Rule EVENT_DRIVER =
      Rule.check(
          "linux.event.2",
          "Recovery needs a driver with an error_detected callback; without it the failure is permanent.",
          "spec zpci 13.5");

  /** All of them. */
  public static final List<Rule> ALL =
      List.of(
          IOMAP,
          IOMAP_ABSENT,
          IOMAP_FULL,
          IOMAP_CLAIM,
          IOMAP_COUNT,
          IOREAD,
          IOWRITE,
          MIO_BUSY,
          WRITE_SINGLE,
          READ_SINGLE,
          CONFIG_ENABLED,
          CONFIG_FAILED,
          MEMSET_MEMORY,
          MMIO_LENGTH,
          MMIO_USER,
          MMIO_MAPPING,
          MMIO_COOKIE,
          MMIO_NULL,
          MMIO_NO_MIO,
          MMIO_PERMISSION,
          MMIO_FAULT,
          MMIO_SHIFT,
          MMIO_CC,
          CLP_SET,
          DMA_DESIGNATION,
          DMA_SPACE,
          DMA_REFRESH,
          HOT_RESET_CC,
          EVENT_STALE,
          EVENT_DRIVER);

  private LinuxRules() {}
}
