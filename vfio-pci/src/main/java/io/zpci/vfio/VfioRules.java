package io.zpci.vfio;

import io.zpci.arch.Confidence;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import java.util.List;

/**
 * The checks of vfio-pci, of its ISM variant and of the 2020 zPCI I/O region, as data. An id names
 * the step of the specification that makes the check: {@code vfio.bar.5} is step 5 of the BAR path.
 */
public final class VfioRules {
  private static final String RW = "spec passthrough a.2; Linux 7.2.12 vfio_pci_core.c";
  private static final String BAR = "spec passthrough a.3; Linux 7.2.12 vfio_pci_rdwr.c";
  private static final String SPLIT = "spec passthrough a.4; Linux 7.2.12 vfio_pci_rdwr.c";
  private static final String CONFIG = "spec passthrough a.6; Linux 7.2.12 vfio_pci_config.c";
  private static final String IRQS = "spec passthrough a.7; Linux 7.2.12 vfio_pci_intrs.c";
  private static final String EVENTS = "spec passthrough a.5; Linux 7.2.12 vfio_pci_rdwr.c";
  private static final String CONTAINER = "spec passthrough a.9; Linux vfio_iommu_type1.c";
  private static final String ISM =
      "spec passthrough b.2; Linux 7.2.12 drivers/vfio/pci/ism/main.c";
  private static final String REGION = "spec passthrough c.1; kernel patch 4/4 of December 2020";

  /** The region does not exist: EINVAL. */
  public static final Rule RW_REGION = Rule.check("vfio.rw.3", "The region exists.", RW);

  /** The device does not wake up: EIO. */
  public static final Rule RW_POWER =
      Rule.check("vfio.rw.4", "The device can be resumed before an access.", RW);

  /** A write to the ROM, or an access to VGA where there is none: EINVAL. */
  public static final Rule RW_KIND =
      Rule.check("vfio.rw.5", "The ROM is only read, and VGA is there when it is accessed.", RW);

  /** No such BAR: EINVAL. */
  public static final Rule BAR_ABSENT = Rule.check("vfio.bar.1", "The BAR has a resource.", BAR);

  /** The position is at or beyond the end: EINVAL. */
  public static final Rule BAR_END =
      Rule.check("vfio.bar.2", "The access starts inside the BAR.", BAR);

  /** The access is cut at the end of the BAR; fewer bytes are done than were asked for. */
  public static final Rule BAR_CLAMPED =
      Rule.check("vfio.bar.3", "The access ends inside the BAR.", BAR).reacting(Reaction.DROP);

  /** The ROM cannot be mapped: ENOMEM. */
  public static final Rule ROM_MAPPING = Rule.check("vfio.bar.4", "The ROM can be mapped.", BAR);

  /** The kernel's mapping of the BAR failed: ENOMEM. */
  public static final Rule BAR_MAPPING =
      Rule.check("vfio.bar.5", "The kernel can map the BAR (ENOMEM).", BAR)
          .unverified(
              "that the mapping of a BAR of ISM fails on a machine with MIO was read in source, never run");

  /** The kernel does not map BARs of such a device: ENODEV. */
  public static final Rule BAR_NOT_MAPPABLE =
      Rule.check(
          "vfio.bar.5",
          "The kernel maps the BARs of a device; those of ISM it leaves alone (ENODEV).",
          BAR);

  /**
   * Bytes of the MSI-X table are neither read nor written; the same rule for the unmapped end of a
   * ROM.
   */
  public static final Rule SPLIT_EXCLUDED =
      Rule.check("vfio.split.2", "The access stays clear of the MSI-X table.", SPLIT)
          .reacting(Reaction.DROP);

  /** The user's buffer is not there: EFAULT. */
  public static final Rule SPLIT_FAULT =
      Rule.check("vfio.split.3", "The user's buffer can be accessed.", SPLIT);

  /** Memory space is not enabled: EIO, piece by piece. */
  public static final Rule SPLIT_MEMORY =
      Rule.check("vfio.split.4", "COMMAND enables memory space and the device has power.", SPLIT);

  /** The access leaves configuration space: EFAULT. */
  public static final Rule CONFIG_BOUNDS =
      Rule.check("vfio.config.1", "The whole access lies in configuration space.", CONFIG);

  /** No bit of the piece can be written: the piece counts as done. */
  public static final Rule CONFIG_READ_ONLY =
      Rule.check("vfio.config.5", "The written bits are writable.", CONFIG).reacting(Reaction.DROP);

  /** All written bits are virtual: they are held in the shadow, and the device sees nothing. */
  public static final Rule CONFIG_HELD =
      Rule.check("vfio.config.5", "Some written bit is the hardware's, not held by vfio.", CONFIG)
          .reacting(Reaction.DROP);

  /** A piece cannot be copied from or to the user: EFAULT. */
  public static final Rule CONFIG_FAULT =
      Rule.check("vfio.config.6", "The user's buffer can be accessed.", CONFIG);

  /** Malformed arguments of SET_IRQS: EINVAL. */
  public static final Rule IRQS_ARGUMENT =
      Rule.check("vfio.irqs.1", "Index, flags and range of SET_IRQS are valid.", IRQS);

  /** More vectors than the index has: EINVAL. */
  public static final Rule IRQS_RANGE =
      Rule.check("vfio.irqs.2", "The vectors of SET_IRQS exist.", IRQS);

  /** Not exactly one data type, or too little data: EINVAL. */
  public static final Rule IRQS_DATA =
      Rule.check("vfio.irqs.3", "SET_IRQS carries one kind of data, and enough of it.", IRQS);

  /** The action is not supported: ENOTTY. */
  public static final Rule IRQS_ACTION =
      Rule.check("vfio.irqs.4", "The index supports the action.", IRQS);

  /** Another kind of interrupt is in use, or this one is not: EINVAL. */
  public static final Rule IRQS_ACTIVE =
      Rule.check(
          "vfio.irqs.5", "No other kind of interrupt is in use, and what is triggered is.", IRQS);

  /** Fewer host vectors than asked for: a positive number. */
  public static final Rule IRQS_VECTORS =
      Rule.check("vfio.irqs.6", "The host has as many vectors as are asked for.", IRQS);

  /** The container has no IOMMU: EINVAL. */
  public static final Rule DMA_IOMMU =
      Rule.check("vfio.dma.1", "The container has an IOMMU.", CONTAINER);

  /** Not whole pages, nothing, or over the end of the addresses: EINVAL. */
  public static final Rule DMA_ARGUMENT =
      Rule.check(
          "vfio.dma.2", "Addresses and size are whole pages and do not run over.", CONTAINER);

  /** Something is mapped there: EEXIST. */
  public static final Rule DMA_OVERLAP =
      Rule.check("vfio.dma.3", "A mapping overlaps no other.", CONTAINER);

  /** The container's limit: ENOSPC. */
  public static final Rule DMA_LIMIT =
      Rule.check("vfio.dma.4", "The container has a mapping left.", CONTAINER);

  /** The host's own answer: EFAULT where the process has no such memory, else the IOMMU's. */
  public static final Rule DMA_HOST =
      Rule.check(
          "vfio.dma.5", "The process has the memory, and the host's IOMMU can map it.", CONTAINER);

  /** The range starts or ends inside a mapping: EINVAL. */
  public static final Rule DMA_CUT =
      Rule.check("vfio.dma.6", "An unmap cuts no mapping in two.", CONTAINER);

  /**
   * An ioeventfd that names no store of 1, 2, 4 or 8 bytes inside a BAR, or one over the MSI-X
   * table: EINVAL.
   */
  public static final Rule IOEVENTFD_ARGUMENT =
      Rule.check(
          "vfio.ioeventfd.1",
          "An ioeventfd stores inside a BAR, clear of the MSI-X table.",
          EVENTS);

  /** An ioeventfd of 8 bytes, which this kernel has not: EINVAL. */
  public static final Rule IOEVENTFD_WIDTH =
      Rule.check("vfio.ioeventfd.5", "The kernel stores as many bytes for an ioeventfd.", EVENTS);

  /** An ioeventfd is there already (EEXIST), or one to be removed is not (ENODEV). */
  public static final Rule IOEVENTFD_KNOWN =
      Rule.check("vfio.ioeventfd.7", "A new ioeventfd is new, a removed one is there.", EVENTS);

  /** Too many ioeventfds: ENOSPC. */
  public static final Rule IOEVENTFD_LIMIT =
      Rule.check("vfio.ioeventfd.9", "A device has at most 1000 ioeventfds.", EVENTS);

  /** ISM variant: neither configuration space nor a BAR: EINVAL. */
  public static final Rule ISM_REGION =
      Rule.check("ism-vfio-pci.rw.2", "The region is a BAR or configuration space.", ISM);

  /** ISM variant: no such BAR: EINVAL. */
  public static final Rule ISM_BAR_ABSENT =
      Rule.check("ism-vfio-pci.bar.1", "The BAR has a resource.", ISM);

  /** ISM variant: the position is at or beyond the end: EINVAL. */
  public static final Rule ISM_BAR_END =
      Rule.check("ism-vfio-pci.bar.2", "The access starts inside the BAR.", ISM);

  /** ISM variant: the access is cut at the end of the BAR, and a block with it. */
  public static final Rule ISM_BAR_CLAMPED =
      Rule.check("ism-vfio-pci.bar.3", "The access ends inside the BAR.", ISM)
          .reacting(Reaction.DROP);

  /** ISM variant: a load failed: its errno. */
  public static final Rule ISM_READ_FAILED =
      Rule.check("ism-vfio-pci.read.1", "Every PCILG of a read succeeds.", ISM);

  /** ISM variant: a piece cannot be copied to the user: EFAULT. */
  public static final Rule ISM_READ_FAULT =
      Rule.check("ism-vfio-pci.read.2", "The user's buffer can be accessed.", ISM);

  /** ISM variant as first posted: the zeros of the register's other end. */
  public static final Rule ISM_SHORT_READ =
      Rule.check(
              "ism-vfio-pci.read.3",
              "A read of 1, 2 or 4 bytes gives the bytes that were loaded.",
              "patches v1 to v3 of February 2026 (spec passthrough b.2, g.24)")
          .reacting(Reaction.CORRUPT);

  /** ISM variant: the block is longer than the hardware takes: EINVAL. */
  public static final Rule ISM_WRITE_LENGTH =
      Rule.check("ism-vfio-pci.write.1", "A block is at most maxstbl bytes.", ISM);

  /** ISM variant: the block crosses a 4 KiB page of the BAR: EINVAL. */
  public static final Rule ISM_WRITE_PAGE =
      Rule.check("ism-vfio-pci.write.2", "A block stays inside 4 KiB of the BAR.", ISM);

  /** ISM variant: the block cannot be copied from the user: EFAULT, nothing is sent. */
  public static final Rule ISM_WRITE_FAULT =
      Rule.check("ism-vfio-pci.write.4", "The user's buffer can be accessed.", ISM);

  /** ISM variant: the PCISTB failed: its errno. */
  public static final Rule ISM_WRITE_FAILED =
      Rule.check("ism-vfio-pci.write.6", "The PCISTB succeeds.", ISM)
          .unverified(
              "which exception a strict function raises for a short or odd block was never seen on hardware");

  /** The 2020 region: not a zPCI function: ENODEV. */
  public static final Rule REGION_NO_ZDEV =
      Rule.check("zpci-io-region.access.1", "The device is a zPCI function.", REGION);

  /** The 2020 region: outside the region: EINVAL. */
  public static final Rule REGION_BOUNDS =
      Rule.check("zpci-io-region.access.2", "The access starts inside the region.", REGION);

  /** The 2020 region: only the header is read: EFAULT. */
  public static final Rule REGION_READ =
      Rule.check("zpci-io-region.read.1", "A read stays inside the header.", REGION);

  /** The 2020 region: only the request is written: EFAULT. */
  public static final Rule REGION_WRITE =
      Rule.check("zpci-io-region.write.0", "A write stays clear of the header.", REGION);

  /** The 2020 region: the length does not fit the operation: EIO. */
  public static final Rule REGION_LENGTH =
      Rule.check(
          "zpci-io-region.write.1", "A load is at most 8 bytes, a block at most maxstbl.", REGION);

  /** The 2020 region: the buffer is not aligned or crosses a page: EIO. */
  public static final Rule REGION_BUFFER =
      Rule.check(
          "zpci-io-region.write.2", "The buffer is 8-byte aligned and inside one page.", REGION);

  /** The 2020 region: the buffer's page cannot be pinned: EIO. */
  public static final Rule REGION_PIN =
      Rule.check("zpci-io-region.write.3", "The buffer's page can be pinned.", REGION);

  /** The 2020 region: no operation, or the instruction failed: EIO. */
  public static final Rule REGION_OPERATION =
      Rule.check(
          "zpci-io-region.write.4",
          "The request names an operation, and its instruction succeeds.",
          REGION);

  /** The 2020 region: a write of a part executes whatever the rest of the request still holds. */
  public static final Rule REGION_STALE =
      new Rule(
          "zpci-io-region.write.stale",
          "A write covers the whole request.",
          REGION,
          Confidence.HIGH,
          Reaction.CORRUPT,
          null);

  /** Every rule, in the order of the specification. */
  public static final List<Rule> ALL =
      List.of(
          RW_REGION,
          RW_POWER,
          RW_KIND,
          BAR_ABSENT,
          BAR_END,
          BAR_CLAMPED,
          ROM_MAPPING,
          BAR_MAPPING,
          BAR_NOT_MAPPABLE,
          SPLIT_EXCLUDED,
          SPLIT_FAULT,
          SPLIT_MEMORY,
          CONFIG_BOUNDS,
          CONFIG_READ_ONLY,
          CONFIG_HELD,
          CONFIG_FAULT,
          IRQS_ARGUMENT,
          IRQS_RANGE,
          IRQS_DATA,
          IRQS_ACTION,
          IRQS_ACTIVE,
          IRQS_VECTORS,
          DMA_IOMMU,
          DMA_ARGUMENT,
          DMA_OVERLAP,
          DMA_LIMIT,
          DMA_HOST,
          DMA_CUT,
          IOEVENTFD_ARGUMENT,
          IOEVENTFD_WIDTH,
          IOEVENTFD_KNOWN,
          IOEVENTFD_LIMIT,
          ISM_REGION,
          ISM_BAR_ABSENT,
          ISM_BAR_END,
          ISM_BAR_CLAMPED,
          ISM_READ_FAILED,
          ISM_READ_FAULT,
          ISM_SHORT_READ,
          ISM_WRITE_LENGTH,
          ISM_WRITE_PAGE,
          ISM_WRITE_FAULT,
          ISM_WRITE_FAILED,
          REGION_NO_ZDEV,
          REGION_BOUNDS,
          REGION_READ,
          REGION_WRITE,
          REGION_LENGTH,
          REGION_BUFFER,
          REGION_PIN,
          REGION_OPERATION,
          REGION_STALE);

  private VfioRules() {}
}
