package io.zpci.fault;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A call that can fail: of a driver to its kernel or process, or of a VMM on its vfio device. */
public enum Call {
  /** {@link io.zpci.guest.PciDev#enable}. */
  ENABLE(Port.DEV, "enable"),
  /** {@link io.zpci.guest.PciDev#load}. */
  LOAD(Port.DEV, "load"),
  /** {@link io.zpci.guest.PciDev#storeBlock}. */
  STORE_BLOCK(Port.DEV, "store block"),
  /** {@link io.zpci.guest.PciDev#allocate}. */
  ALLOCATE(Port.DEV, "allocate"),
  /** {@link io.zpci.guest.PciDev#map}. */
  MAP(Port.DEV, "map"),
  /** {@link io.zpci.guest.PciDev#unmap}: it is not done. */
  UNMAP(Port.DEV, "unmap"),
  /** {@link io.zpci.guest.PciDev#requestIrq}. */
  REQUEST_IRQ(Port.DEV, "request irq"),
  /** {@link io.zpci.vfio.VfioDevice#setIrqs}. */
  SET_IRQS(Port.VFIO, "set irqs"),
  /** {@link io.zpci.vfio.VfioDevice#reset}. */
  RESET(Port.VFIO, "reset"),
  /** {@link io.zpci.vfio.VfioDevice#dmaMap}. */
  DMA_MAP(Port.VFIO, "dma map"),
  /** {@link io.zpci.vfio.VfioDevice#dmaUnmap}: it is not done. */
  DMA_UNMAP(Port.VFIO, "dma unmap"),
  /** {@link io.zpci.linux.LinuxIo#iomap}: the null pointer, whatever the errno. */
  IOMAP(Port.IO, "iomap"),
  /** {@code ioread}: all ones, whatever the errno. */
  IOREAD(Port.IO, "ioread"),
  /** {@code iowrite}: it vanishes, whatever the errno. */
  IOWRITE(Port.IO, "iowrite"),
  /** {@code pci_read_config}: all ones and the errno. */
  CONFIG_READ(Port.IO, "config read"),
  /** {@code pci_write_config}. */
  CONFIG_WRITE(Port.IO, "config write"),
  /** {@code __zpci_load} and {@code zpci_load}. */
  ZPCI_LOAD(Port.IO, "zpci load"),
  /** {@code __zpci_store} and {@code zpci_store}. */
  ZPCI_STORE(Port.IO, "zpci store"),
  /** {@code __zpci_store_block} and {@code zpci_write_block}. */
  ZPCI_WRITE_BLOCK(Port.IO, "zpci write block"),
  /** {@code memcpy_toio} and {@code memset_io}. */
  MEMCPY_TOIO(Port.IO, "memcpy_toio"),
  /** {@code memcpy_fromio}. */
  MEMCPY_FROMIO(Port.IO, "memcpy_fromio"),
  /** System call {@code s390_pci_mmio_write}. */
  MMIO_WRITE(Port.IO, "mmio write"),
  /** System call {@code s390_pci_mmio_read}. */
  MMIO_READ(Port.IO, "mmio read");

  private final Port port;
  private final String word;

  Call(Port port, String word) {
    this.port = port;
    this.word = word;
  }

  /** Where it crosses. */
  public Port port() {
    return port;
  }

  /** The name as output spells it. */
  public String word() {
    return word;
  }

  static String wordsAt(Port port) {
    return Arrays.stream(values())
        .filter(call -> call.port == port)
        .map(Call::word)
        .collect(Collectors.joining(", "));
  }
}
