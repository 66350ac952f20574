package io.zpci.logs;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Request;
import io.zpci.workload.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record of s390dbf says. Source: spec zpci 13.2, 14. */
public sealed interface DebugEntry extends LogEntry {
  /** What stands before the data; of a record of several lines, in the first. */
  Stamp stamp();

  @Override
  default @Nullable String time() {
    return stamp().time();
  }

  @Override
  default LogFormat format() {
    return LogFormat.S390DBF;
  }

  /** How a kernel lays an instruction's record out. */
  enum Layout {
    /** 18 bytes: two u64, condition code, status; which instruction it was is not said. */
    BARE("18 bytes"),
    /** 19 bytes: letter, condition code, status, two u64. */
    LETTERED("19 bytes with a letter");

    private final String word;

    Layout(String word) {
      this.word = word;
    }

    /** For people. */
    public String word() {
      return word;
    }
  }

  /**
   * An instruction that did not end with condition code 0, or did so after it had been busy.
   *
   * @param layout of the record
   * @param instructions what it can have been: one where a letter says it
   * @param cc condition code 0 to 3, or a negative errno: -6 (ENXIO) stands for a program check
   * @param status the status byte; says something with condition code 1
   * @param first request register, or RPCIT's address, or an MIO address; 0 in the old layout's
   *     records of MIO
   * @param second offset, or RPCIT's range, or MIO's length; the MIO address in the old layout
   */
  record Instruction(
      Place place,
      Stamp stamp,
      Layout layout,
      List<LoggedInstruction> instructions,
      int cc,
      int status,
      long first,
      long second)
      implements DebugEntry {
    private static final int REGISTER = 8;
    private static final long PAGE_OFFSET = 0xfff;

    public Instruction {
      instructions = List.copyOf(instructions);
    }

    /** A record of the new layout. */
    static Instruction lettered(
        Place place,
        Stamp stamp,
        LoggedInstruction instruction,
        int cc,
        int status,
        long first,
        long second) {
      return new Instruction(
          place, stamp, Layout.LETTERED, List.of(instruction), cc, status, first, second);
    }

    /** A record of the old layout, which tells instructions apart by their operands at best. */
    static Instruction bare(Place place, Stamp stamp, int cc, int status, long first, long second) {
      return new Instruction(
          place, stamp, Layout.BARE, possible(first, second), cc, status, first, second);
    }

    private static List<LoggedInstruction> possible(long first, long second) {
      if (first == 0) {
        return List.of(
            LoggedInstruction.PCILGI, LoggedInstruction.PCISTGI, LoggedInstruction.PCISTBI);
      }
      if (first > 0 && second != 0 && ((first | second) & PAGE_OFFSET) == 0) {
        return List.of(LoggedInstruction.RPCIT);
      }
      int length = Request.length(first);
      if (length > REGISTER && Request.space(first) != AddressSpace.CONFIG) {
        return second == 0 && MpcifcOperation.of(length) != null && Request.space(first) == 0
            ? List.of(LoggedInstruction.PCISTB, LoggedInstruction.MPCIFC)
            : List.of(LoggedInstruction.PCISTB);
      }
      List<LoggedInstruction> possible = new ArrayList<>();
      possible.add(LoggedInstruction.PCILG);
      possible.add(LoggedInstruction.PCISTG);
      if (Request.space(first) != AddressSpace.CONFIG) {
        possible.add(LoggedInstruction.PCISTB);
      }
      if (second == 0 && MpcifcOperation.of(length) != null && Request.space(first) == 0) {
        possible.add(LoggedInstruction.MPCIFC);
      }
      return possible;
    }

    /** Whether a request register with a handle is logged. */
    public boolean hasRequest() {
      return instructions.getFirst().byRequest();
    }

    /** The function handle; 0 where none is logged. */
    public int handle() {
      return hasRequest() ? Request.handle(first) : 0;
    }

    /** The address space of a load or store by handle. */
    public int space() {
      return Request.space(first);
    }

    /** The length of a load or store by handle; of MPCIFC the operation. */
    public int length() {
      return Request.length(first);
    }

    /** Whether it ended with a program check. */
    public boolean programCheck() {
      return cc < 0;
    }
  }

  /**
   * A system call {@code s390_pci_mmio_write} or {@code _read} that failed.
   *
   * @param address as far as it got: the I/O address of a write, the user's buffer of a read
   * @param result condition code 1 to 3, or a negative errno
   * @param status the status byte
   */
  record MmioCall(Place place, Stamp stamp, long address, int result, int status)
      implements DebugEntry {}

  /**
   * A CLP call that failed.
   *
   * @param call as the kernel names it: {@code Q PCI FN}
   * @param response its response code
   * @param rc what the kernel made of it
   */
  record ClpCall(Place place, Stamp stamp, String call, int response, int rc)
      implements DebugEntry {}

  /**
   * An event of the machine (CCDF).
   *
   * @param error an error event; else one of availability
   * @param handle of the function
   * @param fid of the function
   * @param detail the word that holds table type, vector and direction of an error
   * @param address the failing I/O address of an error
   * @param pec the event's code
   */
  record Event(
      Place place,
      Stamp stamp,
      boolean error,
      int handle,
      int fid,
      int detail,
      long address,
      int pec)
      implements DebugEntry {}

  /**
   * A mapping for DMA that failed, or was not there to be undone.
   *
   * @param map whether it was to be made
   * @param rc a negative errno
   * @param address the I/O address
   */
  record DmaFailure(Place place, Stamp stamp, boolean map, long rc, long address)
      implements DebugEntry {}

  /**
   * A text of {@code pci_msg}.
   *
   * @param message what it says
   */
  record Message(Place place, Stamp stamp, FunctionMessage message) implements DebugEntry {}

  /**
   * A command that the ISM driver found failed: the header of the response as it read it.
   *
   * @param command code of the command that is answered; 0 where there is none
   * @param ret the return code; 0xffff too where the header was never loaded
   * @param length of the response
   */
  record IsmFailure(Place place, Stamp stamp, int command, int ret, int length)
      implements DebugEntry {}

  /**
   * An entry that says nothing by itself: of another log, or half of a record whose other half is
   * gone.
   *
   * @param log as the dump names it; empty where it does not
   * @param why what it lacks
   * @param bytes of the entry
   */
  record Lone(Place place, Stamp stamp, String log, String why, Bytes bytes)
      implements DebugEntry {}
}
