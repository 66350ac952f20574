package io.zpci.testkit.agent;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.PciFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.Passthrough;
import io.zpci.testkit.agent.DriverCall.Issuer;
import io.zpci.testkit.agent.PortMethod.Kind;
import java.lang.instrument.Instrumentation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;

/**
 * Watches a driver's code: each call of a port that comes from it is held against {@link
 * WatchRules}, and what breaks one is reported with the driver's own line.
 *
 * <p>The ports are {@link io.zpci.guest.PciDev}, {@link io.zpci.linux.LinuxIo} with its {@link
 * io.zpci.linux.IoAccessors}, and {@link PciInstructions}; a mock of one is not watched. While a
 * watch is attached, their implementations and the driver's methods are woven, whether they were
 * loaded before or come later. {@link #close} restores every class: its methods are the original
 * ones again, byte by byte. Where there is no watch nothing is woven, and nothing costs anything.
 *
 * <p>A watch sees calls, it never changes one. It serves any number of threads; several watches can
 * be attached at once.
 */
public final class DriverWatch implements AutoCloseable {
  private final String driver;
  private final Callers callers;
  private final IdentityHashMap<PciInstructions, FunctionFacts> known = new IdentityHashMap<>();
  private final IdentityHashMap<FunctionFacts, FunctionWatch> functions = new IdentityHashMap<>();
  private final Map<Place, Finding> findings = new LinkedHashMap<>();
  private final FunctionFacts unknown = IsmFacts.plain(0);
  private final int number;
  private final Weaver weaver;

  @SuppressWarnings("ThreadLocalUsage") // one for each watch: it ends with it
  private final ThreadLocal<Here> here = ThreadLocal.withInitial(Here::new);

  private long calls;

  /** What makes two findings one. */
  private record Place(Rule rule, StackTraceElement line) {}

  /** An instruction inside a call. */
  private record Nested(DriverCall of, boolean first, Access access) {}

  /** A function's reset. */
  private record Reset(FunctionFacts facts) {}

  /** What is under way in one thread. */
  private static final class Here {
    private final Deque<DriverCall> open = new ArrayDeque<>();
    private @Nullable Scope scope;
    private int depth;
  }

  private DriverWatch(String driver, Instrumentation instrumentation, Passthrough... functions) {
    if (driver.isBlank()) {
      throw new IllegalArgumentException("driver: a package or a class expected, got nothing");
    }
    this.driver = driver;
    this.callers = new Callers(driver);
    for (Passthrough each : functions) {
      known.put(each.instructions(), each.function().facts());
    }
    this.number = WovenCalls.attach(this);
    try {
      this.weaver = new Weaver(instrumentation, number, callers::isDriver);
    } catch (IllegalStateException e) {
      WovenCalls.remove(number);
      throw e;
    }
  }

  /**
   * Watches {@code driver} from now on. The agent attaches itself to this JVM, which warns unless
   * it runs with {@code -XX:+EnableDynamicAgentLoading} or has Byte Buddy's agent as {@code
   * -javaagent}.
   *
   * @param driver a package, with all below it, or a class, with all inside it
   * @param functions those that the driver reaches by {@link PciInstructions}, which do not say
   *     whose they are. One that is not among them is known as soon as an instruction arrives at
   *     it, and taken for an ISM function until then
   * @throws IllegalStateException where the JVM lets no agent in, or a class cannot be woven
   */
  public static DriverWatch attach(String driver, Passthrough... functions) {
    return attach(driver, ByteBuddyAgent.install(), functions);
  }

  /** The same by an instrumentation that the caller has. */
  public static DriverWatch attach(
      String driver, Instrumentation instrumentation, Passthrough... functions) {
    return new DriverWatch(driver, instrumentation, functions);
  }

  /** What is watched. */
  public String driver() {
    return driver;
  }

  /** How many calls of a port the driver has made. */
  public synchronized long calls() {
    return calls;
  }

  /** What was found so far, in order; each rule once for each line. */
  public synchronized List<Finding> findings() {
    return List.copyOf(findings.values());
  }

  /** The findings as text; one line where there is none. */
  public synchronized String report() {
    if (calls == 0) {
      return "no call of " + driver + " was seen";
    }
    String summary =
        "%s: %s, %s".formatted(driver, counted(calls, "call"), counted(findings.size(), "finding"));
    return findings.values().stream()
        .map(Finding::toString)
        .collect(Collectors.joining("\n", summary + (findings.isEmpty() ? "" : "\n"), ""));
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /**
   * Asserts that the driver was called and broke no rule.
   *
   * @throws AssertionError with the report
   */
  public void assertClean() {
    if (calls() == 0 || !findings().isEmpty()) {
      throw new AssertionError(report());
    }
  }

  /** Ends the watch: every class is again what it was. The findings stay. */
  @Override
  public void close() {
    WovenCalls.remove(number);
    weaver.remove();
  }

  @Nullable Object enter(Object port, String signature, @Nullable Object[] operands) {
    PortMethod method = PortMethod.of(port, signature);
    Here now = here.get();
    if (port instanceof PciFunction function) {
      DriverCall reaching = now.open.peek();
      if (reaching != null) {
        reaching.learn(function);
      }
      return method.kind() == Kind.RESET ? new Reset(function.facts()) : null;
    }
    StackTraceElement line = callers.line();
    if (line != null) {
      Issuer issuer = new Issuer(Thread.currentThread(), now.open.size());
      DriverCall call = new DriverCall(method, port, operands, line, issuer);
      now.open.push(call);
      return call;
    }
    DriverCall call = now.open.peek();
    if (call == null) {
      return null;
    }
    call.learn(port);
    return method.port() == PciInstructions.class
        ? new Nested(call, call.begin(), Access.of(method, port, operands, false))
        : null;
  }

  void exit(Object entered, @Nullable Object result) {
    switch (entered) {
      case Reset reset -> reset(reset.facts());
      case Nested nested -> nested.of().end(instruction(nested, result));
      case DriverCall call -> {
        here.get().open.pop();
        ended(call, result, here.get().scope);
      }
      default -> throw new IllegalStateException("no call: " + entered);
    }
  }

  private static @Nullable Access instruction(Nested nested, @Nullable Object result) {
    boolean counts = nested.first() && !isBusy(result);
    return counts ? nested.access().ended(isZero(result)) : null;
  }

  private static boolean isBusy(@Nullable Object result) {
    return result instanceof Integer outcome && outcome == Outcome.BUSY;
  }

  private static boolean isZero(@Nullable Object result) {
    return result instanceof Integer outcome && outcome == 0;
  }

  private synchronized void reset(FunctionFacts facts) {
    FunctionWatch function = functions.get(facts);
    if (function != null) {
      function.reset();
    }
  }

  private synchronized void ended(DriverCall call, @Nullable Object result, @Nullable Scope scope) {
    calls++;
    FunctionWatch function =
        functions.computeIfAbsent(facts(call), facts -> new FunctionWatch(facts, this::find));
    switch (call.method().kind()) {
      case ACCESS -> {
        if (!call.isInstruction() || !isBusy(result)) {
          function.accessed(call, List.of(call.access(isZero(result))), scope);
        }
      }
      case POINTER -> function.accessed(call, call.instructions(), scope);
      case MEMORY -> {
        // map answers an address, unmap 0, free nothing
        long answer = Access.number(result);
        if (answer >= 0) {
          function.remembered(call, answer);
        }
      }
      case OTHER, ARRIVAL, RESET -> {}
    }
  }

  private FunctionFacts facts(DriverCall call) {
    FunctionFacts told = call.facts();
    if (call.port() instanceof PciInstructions instructions) {
      if (told != null) {
        known.putIfAbsent(instructions, told);
      }
      return known.getOrDefault(instructions, unknown);
    }
    return told == null ? unknown : told;
  }

  private synchronized void find(Rule rule, DriverCall call, String what) {
    Finding first = new Finding(rule, call.line(), call.text(), what, 1);
    findings.merge(
        new Place(rule, call.line()),
        first,
        (before, _) ->
            new Finding(
                before.rule(), before.line(), before.call(), before.what(), before.times() + 1));
  }

  void driverEntered() {
    Here now = here.get();
    if (now.depth++ == 0) {
      now.scope = new Scope(this::find);
    }
  }

  void driverLeft() {
    Here now = here.get();
    if (now.depth > 0 && --now.depth == 0) {
      Scope ended = now.scope;
      now.scope = null;
      if (ended != null) {
        synchronized (this) {
          ended.end();
        }
      }
    }
  }
}
