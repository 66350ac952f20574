package io.zpci.arch.contract;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;

/**
 * A load, store or block with raw operands, as anybody may issue them.
 *
 * @param operand the value of a store, the storage address of a block
 */
record RawInstruction(Kind kind, int issue, long request, long address, long operand) {
  enum Kind {
    LOAD,
    STORE,
    BLOCK
  }

  /** A random one: in two of three the handle is right, in most the rest is about right too. */
  static RawInstruction random(Fuzz fuzz, Issuer issuer) {
    Kind kind = Kind.values()[fuzz.below(Kind.values().length)];
    int issue = fuzz.onceIn(6) ? fuzz.below(8) : Issue.HANDLE;
    long request = request(fuzz, issuer.handle(), kind == Kind.BLOCK);
    long address = fuzz.onceIn(3) ? fuzz.operand() : fuzz.below(0x200) & (fuzz.onceIn(3) ? -1 : -8);
    long operand = kind == Kind.BLOCK ? storage(fuzz, issuer.storage()) : fuzz.operand();
    return new RawInstruction(kind, issue, request, address, operand);
  }

  private static long request(Fuzz fuzz, int handle, boolean block) {
    if (fuzz.onceIn(8)) {
      return fuzz.bits();
    }
    int given = fuzz.onceIn(8) ? handle ^ 1 << fuzz.below(Integer.SIZE) : handle;
    int space = fuzz.onceIn(4) ? AddressSpace.CONFIG : fuzz.below(AddressSpace.BARS + 1);
    int most = block ? 160 : 9;
    int length = fuzz.onceIn(6) ? (int) fuzz.operand() : fuzz.below(most);
    return Request.of(given, space, fuzz.onceIn(2) ? length : length & -8);
  }

  private static long storage(Fuzz fuzz, GuestStorage storage) {
    return switch (fuzz.below(6)) {
      case 0 -> fuzz.operand();
      case 1 -> storage.end() - fuzz.below(64);
      case 2 -> storage.start() - fuzz.below(64);
      default -> storage.start() + 8L * fuzz.below(64);
    };
  }

  boolean isLoad() {
    return kind == Kind.LOAD;
  }

  int issue(Issuer issuer, Register loaded) {
    return switch (kind) {
      case LOAD -> issuer.instructions().load(issue, request, address, loaded);
      case STORE -> issuer.instructions().store(issue, request, address, operand);
      case BLOCK ->
          issuer.instructions().storeBlock(issue, request, address, issuer.storage(), operand);
    };
  }

  /** Any of the other instructions, its block in storage random too. */
  static PciInstruction control(Fuzz fuzz, Issuer issuer) {
    GuestStorage storage = issuer.storage();
    long at = storage(fuzz, storage);
    if (storage.contains(at, 80)) {
      for (int i = 0; i < 80; i += 8) {
        storage.putLong(at + i, fuzz.operand());
      }
    }
    int issue = fuzz.onceIn(6) ? fuzz.below(8) : Issue.HANDLE;
    int handle = fuzz.onceIn(4) ? (int) fuzz.bits() : issuer.handle();
    long request = Request.of(handle, fuzz.below(8), fuzz.below(24));
    return switch (fuzz.below(6)) {
      case 0 -> new PciInstruction.Clp(issue, storage, at);
      case 1 -> new PciInstruction.Pciwb(issue);
      case 2 ->
          new PciInstruction.Rpcit(issue, (long) handle << 32, fuzz.operand(), fuzz.operand());
      case 3 -> new PciInstruction.Mpcifc(issue, request, storage, at);
      case 4 -> {
        Register register = new Register();
        register.set(request);
        yield new PciInstruction.Stpcifc(issue, register, storage, at);
      }
      default ->
          new PciInstruction.Sic(issue, fuzz.below(24), (long) fuzz.below(8) << 27, storage, at);
    };
  }

  @Override
  public String toString() {
    return "%s issue %d request 0x%016x address 0x%x operand 0x%x"
        .formatted(kind.name(), issue, request, address, operand);
  }
}
