package io.zpci.tests.planted;

/**
 * An SBA that the function still writes to when its driver has let it go, or cannot reach at all.
 */
public final class UnmappedSba {
  private static final int PAGE = 4096;
  private static final int REG_SBA = 1;
  private static final int UNREG_SBA = 0x11;

  private UnmappedSba() {}

  /** It is unmapped while it is registered. */
  public static void unmapped(Ground ground) {
    long page = ground.dev().allocate(PAGE);
    long ioAddress = ground.dev().map(page, PAGE);
    register(ground, ioAddress);
    ground.dev().unmap(ioAddress, PAGE); // unmapped
  }

  /** Its page is given back, and the next owner's bytes are written over. */
  public static void freed(Ground ground) {
    long page = ground.dev().allocate(PAGE);
    long ioAddress = ground.dev().map(page, PAGE);
    register(ground, ioAddress);
    ground.dev().free(page, PAGE); // freed
  }

  /** The page's address is registered in place of its I/O address. */
  public static void neverMapped(Ground ground) {
    long page = ground.dev().allocate(PAGE);
    ground.dev().map(page, PAGE);
    long request = ground.request(REG_SBA, 16, page);
    ground.dev().storeBlock(2, 8, 8, request + 8);
    ground.dev().storeBlock(2, 0, 8, request); // never mapped
    ground.answer();
  }

  /** It is unregistered first. */
  public static void repaired(Ground ground) {
    long page = ground.dev().allocate(PAGE);
    long ioAddress = ground.dev().map(page, PAGE);
    register(ground, ioAddress);
    long request = ground.request(UNREG_SBA, 8, 0);
    ground.dev().storeBlock(2, 0, 8, request);
    if (ground.answer() == 0) {
      ground.dev().unmap(ioAddress, PAGE);
      ground.dev().free(page, PAGE);
    }
  }

  private static void register(Ground ground, long ioAddress) {
    long request = ground.request(REG_SBA, 16, ioAddress);
    ground.dev().storeBlock(2, 8, 8, request + 8);
    ground.dev().storeBlock(2, 0, 8, request);
    ground.answer();
  }
}
