package io.zpci.ism;

import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a machine knows of an ISM function before it is used. Source: spec ism 1. */
public final class IsmFacts {
  /** PCI vendor id: IBM. */
  public static final int VENDOR = 0x1014;

  /** PCI device id. */
  public static final int DEVICE = 0x04ed;

  /** The BAR that takes DMB moves. */
  public static final int MOVES = 0;

  /** The BAR that takes commands. */
  public static final int COMMANDS = 2;

  /** Bytes of BAR 0, which takes DMB moves: 256 TiB. */
  public static final long MOVE_SPACE = 1L << 48;

  /**
   * Bytes of BAR 2, which takes commands. Unverified; no driver goes beyond byte 200 (spec ism 1).
   */
  public static final int COMMAND_SPACE = 0x1000;

  /** Bytes of BAR 4, which only a {@link #served} function has. */
  public static final int MSIX_SPACE = 0x1000;

  /**
   * The largest block. That a real function's group says 4096 is unverified; the driver relies on
   * it (spec ism 1).
   */
  public static final int MAX_STORE_BLOCK = 4096;

  private IsmFacts() {}

  /** The real function: one MSI vector, no MSI-X, BAR 0 and BAR 2. */
  public static FunctionFacts plain(int pchid) {
    return facts(pchid, 0, null);
  }

  /**
   * The function as it was recorded and as it is served to a VMM that insists on MSI-X: beside MSI
   * an MSI-X capability of one vector, table and pending bits in BAR 4.
   */
  public static FunctionFacts served(int pchid) {
    return facts(pchid, MSIX_SPACE, new Msix(4, 0, 0x800, 1));
  }

  private static FunctionFacts facts(int pchid, long bar4, @Nullable Msix msix) {
    return new FunctionFacts(
        "ism",
        VENDOR,
        DEVICE,
        FunctionFacts.PFT_ISM,
        pchid,
        List.of(MOVE_SPACE, 0L, (long) COMMAND_SPACE, 0L, bar4, 0L),
        BlockClass.RELAXED,
        MAX_STORE_BLOCK,
        false,
        1,
        msix,
        256);
  }
}
