package io.zpci.machine;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.ClpBlock.ListFunctions;
import io.zpci.arch.ClpBlock.QueryFunction;
import io.zpci.arch.ClpCode;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.route.Path;
import io.zpci.storage.GuestStorage;
import io.zpci.vmm.Interception;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The CPU of a guest that has several functions, each by a path of its own: an instruction goes the
 * path of the function that its handle's index names, and the first one where that is nobody's. CLP
 * list tells of all functions, in the order of their indexes. {@link Interception} knows one
 * function; QEMU itself has all of them in one table.
 */
final class GuestCpu implements PciInstructions {
  private static final int SCRATCH = 4096;

  private final List<PciInstructions> functions;
  private final int[] indexes;
  private final GuestStorage scratch =
      new GuestStorage(0, MemorySegment.ofArray(new long[SCRATCH / Long.BYTES]));

  private GuestCpu(List<PciInstructions> functions, int[] indexes) {
    this.functions = functions;
    this.indexes = indexes;
  }

  /** What executes for a guest with {@code paths}, at least one: the first's, where all are one. */
  static PciInstructions of(List<Path> paths) {
    List<PciInstructions> functions = paths.stream().map(Path::instructions).toList();
    if (functions.stream().allMatch(functions.getFirst()::equals)) {
      return functions.getFirst();
    }
    int[] indexes = paths.stream().mapToInt(path -> FunctionHandle.index(path.handle())).toArray();
    return new GuestCpu(functions, indexes);
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    return by(issue, request).load(issue, request, address, loaded);
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    return by(issue, request).store(issue, request, address, value);
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    return by(issue, request).storeBlock(issue, request, address, storage, storageAddress);
  }

  @Override
  public int execute(PciInstruction instruction) {
    return switch (instruction) {
      case PciInstruction.Clp call -> clp(call);
      case PciInstruction.Rpcit call -> withHandle(call.request()).execute(call);
      case PciInstruction.Mpcifc call -> withHandle(call.request()).execute(call);
      case PciInstruction.Stpcifc call -> withHandle(call.request().get()).execute(call);
      case PciInstruction.Sic _, PciInstruction.Pciwb _ ->
          functions.getFirst().execute(instruction);
    };
  }

  private PciInstructions by(int issue, long request) {
    return Issue.isMio(issue) ? functions.getFirst() : withHandle(request);
  }

  private PciInstructions withHandle(long request) {
    int at = position(FunctionHandle.index(Request.handle(request)));
    return functions.get(Math.max(at, 0));
  }

  private int position(long index) {
    for (int i = 0; i < indexes.length; i++) {
      if (indexes[i] == index) {
        return i;
      }
    }
    return -1;
  }

  private int clp(PciInstruction.Clp call) {
    GuestStorage storage = call.storage();
    long block = call.block();
    if (!storage.contains(block, ClpBlock.REQUEST_SIZE + ClpBlock.HEADER_SIZE)) {
      return functions.getFirst().execute(call);
    }
    return switch (storage.getShort(block + ClpBlock.COMMAND)) {
      case ClpBlock.LIST -> list(call);
      case ClpBlock.QUERY_FUNCTION, ClpBlock.SET_FUNCTION -> {
        int handle = storage.getInt(block + QueryFunction.HANDLE);
        int at = position(FunctionHandle.index(handle));
        yield functions.get(Math.max(at, 0)).execute(call);
      }
      default -> functions.getFirst().execute(call);
    };
  }

  /** The first function asked for checks the block; the others add their entries. */
  private int list(PciInstruction.Clp call) {
    GuestStorage storage = call.storage();
    long response = call.block() + ClpBlock.REQUEST_SIZE;
    int first = Math.max(0, position(storage.getLong(call.block() + ListFunctions.TOKEN)));
    int room = storage.getShort(response + ClpBlock.LENGTH);
    int outcome = functions.get(first).execute(call);
    if (outcome != Outcome.OK || storage.getShort(response + ClpBlock.CODE) != ClpCode.OK) {
      return outcome;
    }
    int used = storage.getShort(response + ClpBlock.LENGTH);
    for (int i = first + 1; i < indexes.length; i++) {
      if (used + ListFunctions.ENTRY_SIZE > room) {
        storage.putLong(response + ListFunctions.TOKEN, indexes[i]);
        break;
      }
      if (listed(call.issue(), functions.get(i))) {
        for (int at = 0; at < ListFunctions.ENTRY_SIZE; at += Long.BYTES) {
          long entry = scratch.getLong(ClpBlock.REQUEST_SIZE + ListFunctions.ENTRIES + at);
          storage.putLong(response + used + at, entry);
        }
        used += ListFunctions.ENTRY_SIZE;
      }
    }
    storage.putShort(response + ClpBlock.LENGTH, used);
    return outcome;
  }

  /** Asks one function for its own entry; whether it has one, which stands in the scratch then. */
  private boolean listed(int issue, PciInstructions function) {
    scratch.segment().fill((byte) 0);
    int room = ListFunctions.ENTRIES + ListFunctions.ENTRY_SIZE;
    scratch.putShort(ClpBlock.LENGTH, ClpBlock.REQUEST_SIZE);
    scratch.putShort(ClpBlock.COMMAND, ClpBlock.LIST);
    scratch.putShort(ClpBlock.REQUEST_SIZE + ClpBlock.LENGTH, room);
    int outcome = function.execute(new PciInstruction.Clp(issue, scratch, 0));
    return outcome == Outcome.OK
        && scratch.getShort(ClpBlock.REQUEST_SIZE + ClpBlock.LENGTH) == room;
  }
}
