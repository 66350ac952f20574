package io.zpci.nativedriver;

import java.util.Locale;

/**
 * What a driver can call, in the order in which {@code struct zpci_driver_calls} of the header has
 * it: how the kernel spells it, what its arguments are, and what it answers when it was not done.
 */
enum Call {
  LOAD("__zpci_load", Kind.ACCESS, "*data", "req", "offset"),
  STORE("__zpci_store", Kind.ACCESS, "data", "req", "offset"),
  STORE_BLOCK("__zpci_store_block", Kind.ACCESS, "*data", "req", "offset"),
  ZPCI_LOAD("zpci_load", Kind.ACCESS, "*data", "addr", "len"),
  ZPCI_STORE("zpci_store", Kind.ACCESS, "addr", "data", "len"),
  WRITE_BLOCK("zpci_write_block", Kind.ACCESS, "dst", "*src", "len"),
  IOREAD("ioread", Kind.ONES, "addr"),
  IOWRITE("iowrite", Kind.ACCESS, "addr"),
  MEMCPY_TOIO("memcpy_toio", Kind.ACCESS, "dst", "*src", "count"),
  MEMCPY_FROMIO("memcpy_fromio", Kind.ACCESS, "*dst", "src", "count"),
  MEMSET_IO("memset_io", Kind.ACCESS, "dst", "value", "count"),
  CONFIG_READ("pci_read_config", Kind.ACCESS, "where", "width"),
  CONFIG_WRITE("pci_write_config", Kind.ACCESS, "where", "width", "value"),
  IOMAP("pci_iomap", Kind.MEMORY, "bar"),
  IOUNMAP("pci_iounmap", Kind.MEMORY, "addr"),
  KMALLOC("kmalloc", Kind.MEMORY, "size"),
  KFREE("kfree", Kind.MEMORY, "*p"),
  DMA_ALLOC("dma_alloc_coherent", Kind.MEMORY, "size"),
  DMA_FREE("dma_free_coherent", Kind.MEMORY, "size", "*p", "handle"),
  DMA_MAP("dma_map_single", Kind.MAPPING, "*ptr", "size", "dir"),
  DMA_UNMAP("dma_unmap_single", Kind.MEMORY, "handle", "size", "dir"),
  REQUEST_IRQ("request_irq", Kind.ERRNO, "irq", "*handler", "*data"),
  FREE_IRQ("free_irq", Kind.MEMORY, "irq", "*data"),
  UDELAY("udelay", Kind.MEMORY, "us"),
  PRINTK("printk", Kind.MEMORY, "level"),
  BUG("", Kind.MEMORY);

  /** What a call is, once another one has gone wrong. */
  enum Kind {
    /** Not done any more; -EIO. */
    ACCESS(true, -5),
    /** Not done any more; all ones. */
    ONES(true, -1),
    /** Still done, so that a driver that looks at no result finds memory; else -EIO. */
    ERRNO(false, -5),
    /** Still done; else no I/O address. */
    MAPPING(false, -5),
    /** Still done; else NULL. */
    MEMORY(false, 0);

    private final boolean refused;
    private final long answer;

    Kind(boolean refused, long answer) {
      this.refused = refused;
      this.answer = answer;
    }

    /** Whether it is refused after a call that went wrong. */
    boolean refused() {
      return refused;
    }

    /** What it answers where it was not done. */
    long answer() {
      return answer;
    }
  }

  private final String word;
  private final Kind kind;

  /** Names of parameters, a space between; a star says that it is a pointer to memory. */
  private final String parameters;

  Call(String word, Kind kind, String... parameters) {
    this.word = word;
    this.kind = kind;
    this.parameters = String.join(" ", parameters);
  }

  /** What becomes of it after another one has gone wrong. */
  Kind kind() {
    return kind;
  }

  /** The call as C spells it, with these arguments. */
  String text(Pointers pointers, long... arguments) {
    if (this == BUG) {
      return "the driver's own check";
    }
    StringBuilder text = new StringBuilder(word);
    if (this == IOREAD || this == IOWRITE) {
      text.append(8 * arguments[1]).append(arguments[2] == 0 ? "" : "be");
    }
    text.append('(');
    String comma = "";
    if (this == IOWRITE) {
      text.append("value=").append(hex(arguments[3]));
      comma = ", ";
    }
    int i = 0;
    for (String name : parameters.split(" ", -1)) {
      boolean pointer = name.startsWith("*");
      text.append(comma)
          .append(pointer ? name.substring(1) : name)
          .append('=')
          .append(pointer ? pointers.describe(arguments[i]) : hex(arguments[i]));
      comma = ", ";
      i++;
    }
    return text.append(')').toString();
  }

  private static String hex(long value) {
    return String.format(Locale.ROOT, "0x%x", value);
  }
}
