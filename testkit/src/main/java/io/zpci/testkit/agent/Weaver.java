package io.zpci.testkit.agent;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Weaves a watch into the implementations of the ports and into the driver's own methods, of
 * classes that are loaded and of those that come, and takes it out again. Only method bodies
 * change.
 *
 * <p>Byte Buddy's own agent builder does the same; in a JDK 25 the first use of it makes the JVM
 * warn of {@code sun.misc.Unsafe}, in the middle of a user's tests.
 */
final class Weaver implements ClassFileTransformer {
  /** Never woven: what weaving needs itself, and mocks, whose owner counts their calls. */
  private static final List<String> LEFT_ALONE =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "net.bytebuddy.",
          "org.mockito.",
          "org.junit.");

  private static final String MOCK = "$MockitoMock$";

  private final Instrumentation instrumentation;
  private final Predicate<String> isDriver;
  private final Map<Class<?>, AsmVisitorWrapper> portAdvice;
  private final AsmVisitorWrapper driverAdvice;
  private final List<String> problems = new CopyOnWriteArrayList<>();

  /**
   * Weaves.
   *
   * @param number the watch's
   * @param isDriver whether the class with a name is the driver's
   * @throws IllegalStateException where some class cannot be woven; then none is
   */
  Weaver(Instrumentation instrumentation, int number, Predicate<String> isDriver) {
    this.instrumentation = instrumentation;
    this.isDriver = isDriver;
    this.portAdvice =
        PortMethod.ALL.stream()
            .map(PortMethod::port)
            .distinct()
            .collect(
                Collectors.toMap(
                    port -> port, port -> advice(PortAdvice.class, number).on(methods(port))));
    ElementMatcher<MethodDescription> own =
        isMethod().and(not(isAbstract())).and(not(isNative())).and(not(isBridge()));
    this.driverAdvice = advice(DriverAdvice.class, number).on(own);
    instrumentation.addTransformer(this, true);
    retransform();
    if (!problems.isEmpty()) {
      remove();
      throw new IllegalStateException("not woven: " + problems.getFirst());
    }
  }

  private static Advice advice(Class<?> type, int number) {
    return Advice.withCustomMapping().bind(WatchNumber.class, number).to(type);
  }

  private static ElementMatcher<MethodDescription> methods(Class<?> port) {
    Set<String> signatures =
        PortMethod.ALL.stream()
            .filter(each -> each.port() == port)
            .map(PortMethod::signature)
            .collect(Collectors.toSet());
    return method ->
        !method.isAbstract() && signatures.contains(method.getName() + method.getDescriptor());
  }

  /** Takes everything out again. */
  void remove() {
    boolean _ = instrumentation.removeTransformer(this);
    retransform();
  }

  private void retransform() {
    Class<?>[] loaded =
        Arrays.stream(instrumentation.getAllLoadedClasses())
            .filter(this::concerns)
            .filter(instrumentation::isModifiableClass)
            .toArray(Class<?>[]::new);
    try {
      if (loaded.length > 0) {
        instrumentation.retransformClasses(loaded);
      }
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("classes that can be modified cannot", e);
    }
  }

  /** Whether {@code type} is woven where it is a port's implementation. */
  static boolean isWoven(Class<?> type) {
    return isCandidate(type.getName()) && !type.isHidden();
  }

  private boolean concerns(Class<?> type) {
    return isWoven(type)
        && (isDriver.test(type.getName())
            || portAdvice.keySet().stream().anyMatch(port -> port.isAssignableFrom(type)));
  }

  private static boolean isCandidate(String name) {
    return LEFT_ALONE.stream().noneMatch(name::startsWith)
        && !name.startsWith(Weaver.class.getPackageName() + ".")
        && !name.contains(MOCK);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (internalName == null || loader == null || !isCandidate(internalName.replace('/', '.'))) {
      return null;
    }
    String name = internalName.replace('/', '.');
    try {
      return woven(module, loader, name, redefined, classFile);
    } catch (RuntimeException | LinkageError e) {
      // The JVM drops what a transformer throws.
      problems.add(name + ": " + e);
      return null;
    }
  }

  private byte @Nullable [] woven(
      @Nullable Module module,
      ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      byte[] classFile) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(name, classFile),
            ClassFileLocator.ForClassLoader.of(loader));
    TypeDescription type = TypePool.Default.of(locator).describe(name).resolve();
    Collection<AsmVisitorWrapper> advice = advice(type, redefined);
    if (advice.isEmpty() || !sees(loader)) {
      return null;
    }
    Module own = Weaver.class.getModule();
    if (module != null && module.isNamed() && own.isNamed() && !module.canRead(own)) {
      instrumentation.redefineModule(module, Set.of(own), Map.of(), Map.of(), Set.of(), Map.of());
    }
    return new ByteBuddy()
        .with(TypeValidation.DISABLED)
        .decorate(type, locator)
        .visit(new AsmVisitorWrapper.Compound(List.copyOf(advice)))
        .make()
        .getBytes();
  }

  private Collection<AsmVisitorWrapper> advice(TypeDescription type, @Nullable Class<?> redefined) {
    Stream<AsmVisitorWrapper> ofPorts =
        portAdvice.entrySet().stream()
            .filter(port ->
                redefined != null
                    ? port.getKey().isAssignableFrom(redefined)
                    : type.isAssignableTo(port.getKey()))
            .map(Map.Entry::getValue);
    Stream<AsmVisitorWrapper> ofDriver =
        isDriver.test(type.getName()) ? Stream.of(driverAdvice) : Stream.empty();
    return Stream.concat(ofPorts, ofDriver).toList();
  }

  /** Whether woven code finds the watch there: a class that cannot see it is left as it is. */
  private static boolean sees(ClassLoader loader) {
    try {
      return Class.forName(WovenCalls.class.getName(), false, loader) == WovenCalls.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
