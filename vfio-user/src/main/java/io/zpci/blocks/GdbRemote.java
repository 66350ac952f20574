package io.zpci.blocks;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a client asks of QEMU's gdb stub for s390x. Every question but {@link #resume} is for a
 * machine that stands still: a byte that arrives while it runs stops it.
 *
 * <p>The stub's {@code g} begins with the PSW and the sixteen general registers, eight bytes each.
 * The vCPU that a stop names is the one that {@code g} and {@code P} mean. For one thread.
 */
final class GdbRemote {
  /** Numbers of registers. */
  static final int PSW_MASK = 0;

  static final int PSW_ADDRESS = 1;
  static final int GENERAL_0 = 2;

  /** Signal of a stop at a breakpoint or after a step. */
  static final int TRAP = 5;

  /** Signal of a stop that somebody asked for. */
  static final int INTERRUPTED = 2;

  /** No signal: the machine has not stopped. */
  static final int RUNNING = -1;

  private static final int REGISTERS = 18;
  private static final int REGISTER_DIGITS = 16;
  private static final int DEFAULT_PACKET_SIZE = 0x1000;
  private static final String THREAD = "thread:";

  private final GdbPackets packets;
  private final long[] registers = new long[REGISTERS];
  private final byte[] thread = new byte[64];
  private int threadLength;
  private int packetSize = DEFAULT_PACKET_SIZE;
  private int answers;

  GdbRemote(GdbPackets packets) {
    this.packets = packets;
  }

  /** Begins a conversation: the machine stands still, and no breakpoint is left of another one. */
  void hello() throws IOException {
    packets.begin().put("qSupported:vContSupported+").end().send();
    packets.receive();
    while (packets.starts("T")) {
      // A machine that ran stopped when this client came.
      packets.receive();
    }
    int size = packets.after("PacketSize=");
    if (size >= 0) {
      int digits = size;
      while (digits < packets.length() && packets.at(digits) != ';') {
        digits++;
      }
      long told = packets.hexAt(size, Math.min(digits - size, 15));
      packetSize = Math.clamp(told, 64, GdbPackets.MAX_LENGTH);
    }
    packets.begin().put('?').end().send();
    awaitStop();
  }

  /** Stops a machine that may be running; its stop is told by {@link #awaitStop}. */
  void interrupt() throws IOException {
    packets.interrupt();
  }

  /** Whether something was received that {@link #stop} has not looked at. */
  boolean buffered() {
    return packets.buffered();
  }

  /** Receives what is there. */
  void fill() throws IOException {
    packets.fill();
  }

  /** Waits until the machine stops, and returns the signal. */
  int awaitStop() throws IOException {
    int signal = stop();
    while (signal == RUNNING) {
      signal = stop();
    }
    return signal;
  }

  /** The next packet of a machine that runs: the signal that it stopped by, or {@link #RUNNING}. */
  int stop() throws IOException {
    packets.receive();
    if (answers > 0) {
      answers--;
      expectOk("P");
      return RUNNING;
    }
    if (packets.starts("T") || packets.starts("S")) {
      return stopped();
    }
    if (packets.starts("W") || packets.starts("X")) {
      throw new IOException("the machine has ended");
    }
    throw new IOException("'" + packets.text() + "' where a stop was expected");
  }

  private int stopped() throws IOException {
    int signal = (int) packets.hexAt(1, 2);
    threadLength = 0;
    int at = packets.after(THREAD);
    if (at >= 0) {
      while (at < packets.length() && packets.at(at) != ';' && threadLength < thread.length) {
        thread[threadLength++] = packets.at(at++);
      }
    }
    return signal;
  }

  /** Reads the registers of the vCPU that stopped. */
  void readRegisters() throws IOException {
    packets.begin().put('g').end().send();
    packets.receive();
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = packets.hexAt(i * REGISTER_DIGITS, REGISTER_DIGITS);
    }
  }

  /** A register as {@link #readRegisters} found it. */
  long register(int number) {
    return registers[number];
  }

  /** Sets a register, together with what is sent next. */
  void setRegister(int number, long value) {
    packets.begin().put('P').hex(number).put('=').hex(value, REGISTER_DIGITS).end();
    answers++;
  }

  /** Lets all vCPUs run. */
  void resume() throws IOException {
    packets.begin().put("vCont;c").end().send();
  }

  /** Lets the vCPU that stopped execute one instruction and the others none. */
  void step() throws IOException {
    if (threadLength == 0) {
      throw new IOException("a stop that names no vCPU");
    }
    packets.begin().put("vCont;s:").put(thread, threadLength).end().send();
    awaitStop();
  }

  /** Writes the registers that were set, and waits until they are. */
  void writeRegisters() throws IOException {
    packets.send();
    while (answers > 0) {
      packets.receive();
      answers--;
      expectOk("P");
    }
  }

  /** Whether the stub put a breakpoint at {@code address}. */
  boolean setBreakpoint(long address) throws IOException {
    return breakpoint('Z', address);
  }

  /** Whether the stub took the breakpoint at {@code address} away. */
  boolean removeBreakpoint(long address) throws IOException {
    return breakpoint('z', address);
  }

  private boolean breakpoint(char what, long address) throws IOException {
    packets.begin().put(what).put("0,").hex(address).put(',').hex(Pcistb.LENGTH).end().send();
    packets.receive();
    return packets.is("OK");
  }

  /**
   * Reads storage by an address of the vCPU that stopped, as its PSW says.
   *
   * @return false where some of it cannot be read
   */
  boolean read(long address, MemorySegment target, long at, int length) throws IOException {
    int most = readable();
    for (int done = 0; done < length; ) {
      int piece = Math.min(most, length - done);
      packets.begin().put('m').hex(address + done).put(',').hex(piece).end().send();
      if (packets.receive() != 2 * piece) {
        return false;
      }
      for (int i = 0; i < piece; i++) {
        byte value = (byte) packets.hexAt(2 * i, 2);
        target.set(ValueLayout.JAVA_BYTE, at + done + i, value);
      }
      done += piece;
    }
    return true;
  }

  /**
   * Writes {@code length} bytes of a number, the most significant one first, by an address of the
   * vCPU that stopped.
   *
   * @return false where that is no storage
   */
  boolean write(long address, long value, int length) throws IOException {
    packets.begin().put('M').hex(address).put(',').hex(length).put(':').hex(value, 2 * length);
    packets.end().send();
    packets.receive();
    return packets.is("OK");
  }

  /** The most bytes that one packet holds: a power of two. */
  int readable() {
    return Integer.highestOneBit(packetSize) / 2;
  }

  /** Whether {@link #read} takes absolute addresses from now on, or not any more. */
  boolean absolute(boolean on) throws IOException {
    packets.begin().put("Qqemu.PhyMemMode:").put(on ? '1' : '0').end().send();
    packets.receive();
    return packets.is("OK");
  }

  /** Removes all breakpoints and lets the machine run without this client. */
  void detach() throws IOException {
    packets.begin().put('D').end().send();
    packets.receive();
  }

  private void expectOk(String question) throws IOException {
    if (!packets.is("OK")) {
      throw new IOException("'" + packets.text() + "' is the answer to " + question);
    }
  }
}
