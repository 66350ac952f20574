package io.zpci.linux;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.Fib;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes MPCIFC, RPCIT and CLP with their raw operands in hex, and answers what a test told it to:
 * cc 0 where it told nothing. CLP goes on to somebody who knows it, where there is one.
 */
final class ControlScript implements PciInstructions {
  final List<String> seen = new ArrayList<>();
  private final Deque<Integer> outcomes = new ArrayDeque<>();
  @Nullable PciInstructions clp;
  Refreshed refreshed = (start, length) -> {};

  /** Told of each RPCIT. */
  @FunctionalInterface
  interface Refreshed {
    void refresh(long start, long length);
  }

  /** The next of these instructions end like this. */
  ControlScript answer(int... next) {
    for (int outcome : next) {
      outcomes.add(outcome);
    }
    return this;
  }

  /** What was seen since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(seen);
    seen.clear();
    return taken;
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    return Outcome.OK;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    return Outcome.OK;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    return Outcome.OK;
  }

  @Override
  public int execute(PciInstruction instruction) {
    switch (instruction) {
      case PciInstruction.Mpcifc call ->
          seen.add(
              "mpcifc %x op %d pba %x pal %x dt %x"
                  .formatted(
                      Request.handle(call.request()),
                      Request.length(call.request()),
                      call.storage().getLong(call.fib() + Fib.PBA),
                      call.storage().getLong(call.fib() + Fib.PAL),
                      call.storage().getLong(call.fib() + Fib.IOTA) & 0x3fff));
      case PciInstruction.Rpcit call -> {
        seen.add(
            "rpcit %x %x+%x"
                .formatted(Request.handle(call.request()), call.start(), call.length()));
        refreshed.refresh(call.start(), call.length());
      }
      case PciInstruction.Clp call -> {
        return clp(call);
      }
      default -> {
        return Outcome.OK;
      }
    }
    Integer outcome = outcomes.poll();
    return outcome == null ? Outcome.OK : outcome;
  }

  private int clp(PciInstruction.Clp call) {
    GuestStorage storage = call.storage();
    int command = storage.getShort(call.block() + ClpBlock.COMMAND);
    String operands =
        switch (command) {
          case ClpBlock.LIST -> "list token %x".formatted(storage.getLong(call.block() + 16));
          case ClpBlock.QUERY_FUNCTION ->
              "query function %x".formatted(storage.getInt(call.block() + 16));
          case ClpBlock.QUERY_GROUP ->
              "query group %x".formatted(storage.getByte(call.block() + 19));
          default ->
              "set %x oc %d ndas %d"
                  .formatted(
                      storage.getInt(call.block() + 16),
                      storage.getByte(call.block() + 22),
                      storage.getByte(call.block() + 23));
        };
    seen.add("clp " + operands);
    return clp == null ? Outcome.OK : clp.execute(call);
  }
}
