package io.zpci.arch;

/**
 * Where everything stands in a CLP block: byte offsets from the start of the request or of the
 * response, which stand back to back. All fields are big-endian, but the BAR values of {@link
 * QueryFunction}. Source: spec zpci 5.
 */
public final class ClpBlock {
  /**
   * Offset of the length of this half of the block, 2 bytes. In a response: room on entry, bytes
   * used on exit.
   */
  public static final int LENGTH = 0;

  /** Offset of the command in a request, 2 bytes. */
  public static final int COMMAND = 2;

  /** Offset of the {@link ClpCode} in a response, 2 bytes. */
  public static final int CODE = 2;

  /** Offset of the word that carries the format, 4 bytes. */
  public static final int FORMAT = 4;

  /** The format's bits in its word; the others are reserved. */
  public static final int FORMAT_MASK = 0xf000_0000;

  /** Offset of the header's reserved doubleword. */
  public static final int RESERVED = 8;

  /** Bytes of a header, of a request as of a response. */
  public static final int HEADER_SIZE = 16;

  /** Bytes of the request of every PCI command but {@link #SLPC}. */
  public static final int REQUEST_SIZE = 32;

  /** Bytes of the request of {@link #SLPC}. */
  public static final int SLPC_REQUEST_SIZE = 16;

  /** The longest request, in bytes. */
  public static final int REQUEST_MAX = 8184;

  /** The shortest response, in bytes. */
  public static final int RESPONSE_MIN = 8;

  /** The longest response, in bytes. */
  public static final int RESPONSE_MAX = 8176;

  /** The longest block: request and response together, in bytes. */
  public static final int BLOCK_MAX = 8192;

  /** Command: store logical-processor characteristics. */
  public static final int SLPC = 0x0001;

  /** Command: list PCI functions. */
  public static final int LIST = 0x0002;

  /** Command: query PCI function. */
  public static final int QUERY_FUNCTION = 0x0003;

  /** Command: query PCI function group. */
  public static final int QUERY_GROUP = 0x0004;

  /** Command: set PCI function. */
  public static final int SET_FUNCTION = 0x0005;

  private ClpBlock() {}

  /** List PCI functions. Source: spec zpci 5.3. */
  public static final class ListFunctions {
    /**
     * Request and response: the resume token, 8 bytes; 0 starts, or says that the list is complete.
     */
    public static final int TOKEN = 16;

    /** Response: a reserved word, where QEMU puts the mask of the handle's emulation marker. */
    public static final int RESERVED_WORD = 24;

    /** Response: how many functions there can be, 2 bytes. */
    public static final int MAX_FUNCTIONS = 28;

    /** Response: a byte whose {@link #UID_CHECKING} bit counts. */
    public static final int FLAGS = 30;

    /** Uids are unique and may serve as PCI domain numbers. */
    public static final int UID_CHECKING = 0x01;

    /** Response: bytes of an entry, 1 byte. */
    public static final int ENTRY_SIZE_FIELD = 31;

    /** Response: the first entry. */
    public static final int ENTRIES = 32;

    /** Bytes of an entry. */
    public static final int ENTRY_SIZE = 16;

    /** In an entry: PCI device id, a plain number of 2 bytes. */
    public static final int ENTRY_DEVICE = 0;

    /** In an entry: PCI vendor id, a plain number of 2 bytes. */
    public static final int ENTRY_VENDOR = 2;

    /** In an entry: {@link #CONFIGURED} or 0 for standby, 4 bytes. */
    public static final int ENTRY_CONFIG = 4;

    /** The function is configured. */
    public static final int CONFIGURED = 0x8000_0000;

    /** In an entry: function id, 4 bytes. */
    public static final int ENTRY_FID = 8;

    /** In an entry: function handle, 4 bytes. */
    public static final int ENTRY_HANDLE = 12;

    private ListFunctions() {}
  }

  /** Query PCI function. Source: spec zpci 5.4. */
  public static final class QueryFunction {
    /** Request: function handle, 4 bytes. */
    public static final int HANDLE = 16;

    /** Response: virtual function number, 2 bytes. */
    public static final int VFN = 16;

    /** Response: a byte of flags. */
    public static final int FLAGS = 18;

    /** The {@link Mio} block holds addresses. */
    public static final int FLAG_MIO = 0x02;

    /** The utility string is there. */
    public static final int FLAG_UTILITY_STRING = 0x01;

    /** Response: function group id, 1 byte. */
    public static final int GROUP = 19;

    /** Response: function id, 4 bytes. */
    public static final int FID = 20;

    /** Response: six exponents of two, 1 byte each; 0 where there is no BAR. */
    public static final int BAR_SIZES = 24;

    /** Response: physical channel id, 2 bytes. */
    public static final int PCHID = 30;

    /**
     * Response: six BAR values of 4 bytes, <b>little-endian</b>, with the type bits of
     * configuration space.
     */
    public static final int BARS = 32;

    /**
     * Response: length of a measurement block in words, 1 byte; 0 where the function measures
     * nothing.
     */
    public static final int FMB_WORDS = 62;

    /** Response: function type, 1 byte. */
    public static final int PFT = 63;

    /** Response: first address that the function may use for DMA, 8 bytes. */
    public static final int START_DMA = 64;

    /** Response: last address that the function may use for DMA, 8 bytes. */
    public static final int END_DMA = 72;

    /** Response: user id, 4 bytes. */
    public static final int UID = 124;

    /** Response: the {@link Mio} block. */
    public static final int MIO = 256;

    /** Bytes of the response. */
    public static final int RESPONSE_SIZE = 384;

    private QueryFunction() {}
  }

  /** Query PCI function group. Source: spec zpci 5.5. */
  public static final class QueryGroup {
    /** Request: function group id, 1 byte. */
    public static final int GROUP = 19;

    /** Response: number of interrupts, {@link #INTERRUPTS_MASK} of 2 bytes. */
    public static final int INTERRUPTS = 16;

    /** The bits of {@link #INTERRUPTS}. */
    public static final int INTERRUPTS_MASK = 0x0fff;

    /** Response: version, 1 byte. */
    public static final int VERSION = 18;

    /** Response: a byte of flags. */
    public static final int FLAGS = 19;

    /** Translations have to be refreshed also after an entry became valid. */
    public static final int FLAG_REFRESH = 0x01;

    /** An anchor without translation is allowed (rtr). */
    public static final int FLAG_RELAXED_TRANSLATION = 0x20;

    /** Relaxed length and alignment of PCISTB. Unverified: only the 2020 RFC names this bit. */
    public static final int FLAG_RELAXED = 0x08;

    /** Response: longest store block, {@link #MAX_STORE_BLOCK_MASK} of 2 bytes. */
    public static final int MAX_STORE_BLOCK = 20;

    /** The bits of {@link #MAX_STORE_BLOCK}. */
    public static final int MAX_STORE_BLOCK_MASK = 0x1fff;

    /** Response: interval between updates of a measurement block in milliseconds, 2 bytes. */
    public static final int UPDATE_INTERVAL = 22;

    /** Response: supported designation types of a translation anchor, 1 byte. */
    public static final int DESIGNATION_TYPES = 24;

    /** Response: DMA address space mask, 8 bytes. */
    public static final int DMA_SPACES = 32;

    /** Response: the address to which functions signal, 8 bytes. */
    public static final int MSI_ADDRESS = 40;

    /** Bytes of the response. */
    public static final int RESPONSE_SIZE = 64;

    private QueryGroup() {}
  }

  /** Set PCI function. Source: spec zpci 5.6. */
  public static final class SetFunction {
    /** Request: function handle; response: the function's handle from now on. 4 bytes. */
    public static final int HANDLE = 16;

    /** Request: the operation, 1 byte. */
    public static final int OPERATION = 22;

    /** Request: number of DMA address spaces, 1 byte. */
    public static final int DMA_SPACES = 23;

    /** Response: the {@link Mio} block. */
    public static final int MIO = 32;

    /** Bytes of the response. */
    public static final int RESPONSE_SIZE = 160;

    /** Operation: enable. */
    public static final int ENABLE = 0;

    /** Operation: disable. */
    public static final int DISABLE = 1;

    /** Operation: enable MIO. */
    public static final int ENABLE_MIO = 2;

    /** Operation: disable MIO. */
    public static final int DISABLE_MIO = 3;

    private SetFunction() {}
  }

  /** The MIO block of two responses; offsets from its own start. Source: spec zpci 5.7. */
  public static final class Mio {
    /** A word whose leftmost six bits say which BARs have addresses, BAR 0 leftmost. */
    public static final int VALID = 0;

    /** The valid bit of BAR 0. */
    public static final int VALID_BAR_0 = 0x8000_0000;

    /** Address of BAR 0 for write-back, 8 bytes. */
    public static final int WRITE_BACK = 8;

    /** Address of BAR 0 for write-through, 8 bytes. */
    public static final int WRITE_THROUGH = 16;

    /** From one BAR's addresses to the next one's, in bytes. */
    public static final int STRIDE = 16;

    private Mio() {}
  }

  /** Store logical-processor characteristics. Source: spec zpci 5.8. */
  public static final class Characteristics {
    /** Response: installed facilities, 32 bytes. */
    public static final int FACILITIES = 32;

    /** Response: the word that says where the write-back bit of a page-table entry is. */
    public static final int WRITE_BACK = 80;

    /** In {@link #WRITE_BACK}: the bit number is valid. */
    public static final int WRITE_BACK_VALID = 0x8000_0000;

    /** How far left the bit number stands in {@link #WRITE_BACK}; it has 6 bits. */
    public static final int WRITE_BACK_SHIFT = 24;

    /** Bytes of the response. */
    public static final int RESPONSE_SIZE = 128;

    private Characteristics() {}
  }
}
