package io.zpci.testkit.agent;

import io.zpci.arch.PciInstructions;
import io.zpci.function.FunctionFacts;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of a port that a driver makes, and what it becomes before it ends. */
final class DriverCall {
  private final PortMethod method;
  private final Object port;
  private final @Nullable Object[] operands;
  private final StackTraceElement line;
  private final Issuer issuer;
  private final List<Access> instructions = new ArrayList<>();
  private @Nullable FunctionFacts facts;
  private int executing;

  /**
   * A CPU, as far as one can tell.
   *
   * @param thread the thread
   * @param depth how many calls of the driver are under way in it: who acts inside one is another
   *     CPU
   */
  record Issuer(Thread thread, int depth) {}

  DriverCall(
      PortMethod method,
      Object port,
      @Nullable Object[] operands,
      StackTraceElement line,
      Issuer issuer) {
    this.method = method;
    this.port = port;
    this.operands = operands.clone();
    this.line = line;
    this.issuer = issuer;
    learn(port);
  }

  /** {@code below} was called for it: it may know the function. */
  void learn(Object below) {
    if (facts == null) {
      if (below instanceof PciDev dev) {
        facts = dev.facts();
      } else if (below instanceof LinuxIo io) {
        facts = io.zdev().facts();
      } else if (below instanceof PciFunction function) {
        facts = function.facts();
      }
    }
  }

  /** An instruction begins for it; whether no other one is under way. */
  boolean begin() {
    return executing++ == 0;
  }

  /** The instruction begun last has ended; {@code access} is null where it does not count. */
  void end(@Nullable Access access) {
    executing--;
    if (access != null) {
      instructions.add(access);
    }
  }

  PortMethod method() {
    return method;
  }

  StackTraceElement line() {
    return line;
  }

  Issuer issuer() {
    return issuer;
  }

  /** The function, where some port told. */
  @Nullable FunctionFacts facts() {
    return facts;
  }

  /** Whether it is an instruction, which does not say which function it is for. */
  boolean isInstruction() {
    return method.port() == PciInstructions.class;
  }

  Object port() {
    return port;
  }

  long operand(int index) {
    return Access.number(operands[index]);
  }

  /** What a kernel made of a pointer. */
  List<Access> instructions() {
    return instructions;
  }

  /** What the call itself says. */
  Access access(boolean taken) {
    return Access.of(method, port, operands, taken);
  }

  /** The call with its raw operands. */
  String text() {
    return method.text(operands);
  }
}
