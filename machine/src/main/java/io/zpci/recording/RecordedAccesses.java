package io.zpci.recording;

import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Operation;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;

/**
 * The instructions of a recorded line: each one that is executed is compared with the next recorded
 * one, and ends with cc 0. A load gives the recorded bytes, or zeros where none are recorded.
 */
final class RecordedAccesses implements PciInstructions {
  private static final HexFormat HEX = HexFormat.of();

  private final Comparison.Builder comparison;
  private Line line;
  private List<Line> expected = List.of();
  private int next;

  /** Nothing is expected until {@link #expect}; {@code header} stands for the line until then. */
  RecordedAccesses(Comparison.Builder comparison, Line header) {
    this.comparison = comparison;
    this.line = header;
  }

  /** What comes from now on is compared with the accesses of {@code newLine}. */
  void expect(Line newLine) {
    line = newLine;
    expected = newLine.objects("accesses");
    next = 0;
  }

  /** The call is over: recorded accesses that did not come are differences. */
  void finish() {
    while (next < expected.size()) {
      Line access = expected.get(next);
      comparison.differ(
          line,
          field(),
          describe(
              access.text("op"),
              access.number("bar"),
              access.number("offset"),
              access.number("len")),
          Comparison.Builder.NOTHING);
      next++;
    }
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    Operation operation = Issue.isMio(issue) ? Operation.PCILGI : Operation.PCILG;
    int length = Request.length(request);
    byte[] answer = new byte[length];
    if (next < expected.size() && expected.get(next).has("data")) {
      byte[] recorded = expected.get(next).bytes("data");
      System.arraycopy(recorded, 0, answer, 0, Math.min(recorded.length, length));
    }
    compare(operation, issue, request, address, answer);
    loaded.set(Layouts.getImage(MemorySegment.ofArray(answer), 0, length));
    return Outcome.OK;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    Operation operation = Issue.isMio(issue) ? Operation.PCISTGI : Operation.PCISTG;
    byte[] data = new byte[Request.length(request)];
    Layouts.putImage(MemorySegment.ofArray(data), 0, data.length, value);
    compare(operation, issue, request, address, data);
    return Outcome.OK;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    int length = Request.length(request);
    if (!storage.contains(storageAddress, length)) {
      return Outcome.exception(ProgramInterruption.ADDRESSING);
    }
    Operation operation = Issue.isMio(issue) ? Operation.PCISTBI : Operation.PCISTB;
    byte[] data = new byte[length];
    MemorySegment.copy(
        storage.segment(), Layouts.BYTE, storage.offset(storageAddress), data, 0, length);
    compare(operation, issue, request, address, data);
    return Outcome.OK;
  }

  @Override
  public int execute(PciInstruction instruction) {
    return Outcome.OK;
  }

  private void compare(Operation operation, int issue, long request, long address, byte[] data) {
    boolean mio = Issue.isMio(issue);
    long bar = mio ? MioAddress.bar(address) : Request.space(request);
    long offset = mio ? MioAddress.offset(address) : address;
    long length = data.length;
    if (next >= expected.size()) {
      comparison.differ(
          line,
          field(),
          Comparison.Builder.NOTHING,
          describe(operation.word(), bar, offset, length));
    } else {
      Line access = expected.get(next);
      comparison.compare(line, field() + " op", access.text("op"), operation.word());
      comparison.compare(line, field() + " bar", access.number("bar"), bar);
      comparison.compare(line, field() + " offset", access.number("offset"), offset);
      comparison.compare(line, field() + " len", access.number("len"), length);
      if (access.has("data")) {
        comparison.compare(
            line, field() + " data", HEX.formatHex(access.bytes("data")), HEX.formatHex(data));
      }
    }
    next++;
  }

  private String field() {
    return "access " + (next + 1);
  }

  private static String describe(String operation, long bar, long offset, long length) {
    return operation + " BAR" + bar + " 0x" + Long.toHexString(offset) + " length " + length;
  }
}
