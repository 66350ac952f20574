package io.zpci.recording;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vmm.GuestConfig;
import io.zpci.vmm.GuestMachine;
import io.zpci.vmm.Interception;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.MsixTable;
import io.zpci.vmm.ZpciProperties;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Replays recordings of kind {@code instructions}: single PCILG, PCISTG and PCISTB that a guest
 * issued and QEMU executed, each on its own. Compared are the outcome, the request register
 * afterwards, what a load gave, each access that reached the device, and the change of QEMU's MSI-X
 * table; and the line itself: its instruction against its registers, its source bytes against the
 * rule that they follow.
 */
public final class InstructionsReplayer implements Replayer {
  /** The kind of recording. */
  public static final String KIND = "instructions";

  private static final HexFormat HEX = HexFormat.of();

  /** A replayer. */
  public InstructionsReplayer() {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Comparison replay(Recording recording) {
    return new Replay(recording).run();
  }

  /** One replay: the header's set-up, used for every line. */
  private static final class Replay {
    private final Recording recording;
    private final Comparison.Builder comparison;
    private final InstructionsSetup setup;
    private final RecordedDevice device;
    private final GuestConfig config;
    private final Interception interception;
    private final byte[] table;
    private final boolean withTable;
    private final Register loaded = new Register();

    Replay(Recording recording) {
      this.recording = recording;
      this.comparison = new Comparison.Builder(recording);
      this.setup = InstructionsSetup.of(recording.header());
      this.device = new RecordedDevice(setup.config().toArray(), setup.dataByRule(), comparison);
      this.config =
          GuestConfig.recorded(
              setup.configOwn().toArray(), setup.configGuest().toArray(), setup.config().toArray());
      this.interception =
          new Interception(
              setup.version(),
              setup.hostOrder(),
              device,
              setup.facts(),
              config,
              ZpciProperties.DEFAULT,
              setup.handle(),
              setup.maxStoreBlock(),
              GuestMachine.withoutCpu(),
              Tap.NONE,
              InterceptionOptions.SHIPPED);
      this.table = setup.msixTable().toArray();
      MsixTable own = interception.msixTable();
      if (own != null) {
        own.load(table);
      }
      this.withTable = recording.lines().stream().anyMatch(line -> line.has("msix_changed"));
    }

    Comparison run() {
      for (Line line : recording.lines()) {
        comparison.operation();
        replay(line);
      }
      return comparison.build();
    }

    private void replay(Line line) {
      RecordedInstruction instruction = RecordedInstruction.of(line);
      instruction.compareWithItself(comparison);
      RecordedOutcome recorded = RecordedOutcome.of(line);
      device.expect(line);
      config.reset();
      interception.state(instruction.state());
      loaded.set(0);
      int outcome =
          switch (instruction.operation()) {
            case PCILG ->
                interception.load(
                    instruction.issue(), instruction.request(), instruction.offset(), loaded);
            case PCISTG ->
                interception.store(
                    instruction.issue(),
                    instruction.request(),
                    instruction.offset(),
                    line.number("value"));
            case PCISTB -> storeBlock(line, instruction);
          };
      device.finish();
      compareOutcome(line, instruction, recorded, outcome);
      compareTable(line);
    }

    private int storeBlock(Line line, RecordedInstruction instruction) {
      long memory = line.number("memory");
      byte[] recorded = line.bytes("source");
      int length = Request.length(instruction.request()) & setup.version().pcistbLengthMask();
      long left = memory < 0 || memory > setup.storage() ? 0 : setup.storage() - memory;
      byte[] bytes = new byte[(int) Math.min(length, left)];
      if (setup.sourceByRule()) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = sourceByte(memory + i);
        }
        int shown = Math.min(bytes.length, InstructionsSetup.SOURCE_SHOWN);
        comparison.compare(line, "source", HEX.formatHex(recorded), HEX.formatHex(bytes, 0, shown));
      } else {
        System.arraycopy(recorded, 0, bytes, 0, Math.min(recorded.length, bytes.length));
      }
      GuestStorage storage = new GuestStorage(memory, MemorySegment.ofArray(bytes));
      return interception.storeBlock(
          instruction.issue(), instruction.request(), instruction.offset(), storage, memory);
    }

    private static byte sourceByte(long address) {
      return (byte) (address + 3 * (address >>> 8) + 5 * (address >>> 16) + 7 * (address >>> 24));
    }

    private void compareOutcome(
        Line line, RecordedInstruction instruction, RecordedOutcome recorded, int outcome) {
      boolean exception = Outcome.isException(outcome);
      comparison.compare(
          line,
          "exception",
          recorded.exception(),
          exception
              ? RecordedOutcome.word(Outcome.interruption(outcome))
              : Comparison.Builder.NOTHING);
      comparison.compare(line, "cc", recorded.cc(), number(!exception, Outcome.cc(outcome)));
      comparison.compare(
          line,
          "status",
          recorded.status(),
          number(Outcome.hasStatus(outcome), Outcome.status(outcome)));
      boolean loads =
          instruction.operation() == RecordedInstruction.Kind.PCILG && outcome == Outcome.OK;
      comparison.compare(
          line,
          "loaded",
          recorded.loaded(),
          loads ? register(loaded.get()) : Comparison.Builder.NOTHING);
      long after =
          loads && instruction.overwritesRequest()
              ? loaded.get()
              : Request.after(instruction.request(), outcome);
      comparison.compare(line, "request_after", register(recorded.requestAfter()), register(after));
    }

    private void compareTable(Line line) {
      MsixTable own = interception.msixTable();
      byte[] after = own == null ? table : own.bytes();
      int from = Arrays.mismatch(table, after);
      if (withTable) {
        comparison.compare(
            line,
            "msix_changed",
            recordedChange(line),
            from < 0 ? Comparison.Builder.NOTHING : from + " " + changedBytes(from, after));
      }
      if (from >= 0 && own != null) {
        own.load(table);
      }
    }

    private static String recordedChange(Line line) {
      if (!line.has("msix_changed")) {
        return Comparison.Builder.NOTHING;
      }
      Line changed = line.object("msix_changed");
      return changed.number("offset") + " " + HEX.formatHex(changed.bytes("data"));
    }

    private String changedBytes(int from, byte[] after) {
      int to = after.length;
      while (after[to - 1] == table[to - 1]) {
        to--;
      }
      return HEX.formatHex(after, from, to);
    }

    private static String number(boolean there, int value) {
      return there ? Integer.toString(value) : Comparison.Builder.NOTHING;
    }
  }

  /** A register as a recording spells it. */
  static String register(long value) {
    return "0x" + HEX.toHexDigits(value);
  }

  /**
   * What a line says of the end of its instruction, as text; {@code nothing} where the line has
   * null.
   */
  private record RecordedOutcome(
      String exception, String cc, String status, String loaded, long requestAfter) {
    static RecordedOutcome of(Line line) {
      Line outcome = line.object("outcome");
      String exception = outcome.text("exception", Comparison.Builder.NOTHING);
      if (outcome.has("exception")) {
        requireWord(outcome, exception);
      }
      return new RecordedOutcome(
          exception,
          outcome.has("cc")
              ? Integer.toString(outcome.number("cc", 0, 3))
              : Comparison.Builder.NOTHING,
          outcome.has("status")
              ? Integer.toString(outcome.number("status", 0, 255))
              : Comparison.Builder.NOTHING,
          outcome.has("loaded") ? register(outcome.number("loaded")) : Comparison.Builder.NOTHING,
          outcome.number("request_after"));
    }

    private static void requireWord(Line outcome, String word) {
      for (ProgramInterruption each : ProgramInterruption.values()) {
        if (word(each).equals(word)) {
          return;
        }
      }
      throw outcome.bad("\"exception\": a program interruption was expected, got \"" + word + "\"");
    }

    static String word(ProgramInterruption interruption) {
      return switch (interruption) {
        case PRIVILEGED_OPERATION -> "privileged";
        case OPERATION, PROTECTION, ADDRESSING, SPECIFICATION, OPERAND ->
            interruption.name().toLowerCase(Locale.ROOT);
      };
    }
  }
}
