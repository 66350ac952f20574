package io.zpci.interrupt;

import io.zpci.function.Msi;
import io.zpci.function.contract.MsiContract;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Indicators are where a message goes: an operating system's own, and a guest's. */
@ParameterizedClass
@MethodSource("indicators")
class IndicatorsContractTest extends MsiContract {
  private static final int VECTORS = 4;
  private static final long AIBV = 0x100;
  private static final int AIBVO = 3;
  private static final long AISB = 0x600;
  private static final InterruptRegistration REGISTERED =
      new InterruptRegistration(2, VECTORS, true, AIBV, AIBVO, AISB, 5);

  /** What makes an Msi of storage and facility. */
  private interface Kind {
    Msi of(GuestStorage storage, AdapterInterruption facility);
  }

  private final Kind kind;

  IndicatorsContractTest(Kind kind) {
    this.kind = kind;
  }

  static Stream<Named<Kind>> indicators() {
    return Stream.of(
        Named.of(
            "by bit",
            (storage, facility) ->
                new AdapterIndicators(storage, REGISTERED, SummaryTest.BIT, facility, _ -> {})),
        Named.of(
            "by byte",
            (storage, facility) ->
                new AdapterIndicators(storage, REGISTERED, SummaryTest.BYTE, facility, _ -> {})),
        Named.of(
            "forwarded",
            (storage, facility) ->
                new ForwardedIndicators(
                    storage, REGISTERED, new Gait(facility, 3, AISB, 5), _ -> {})));
  }

  @Override
  protected Signalled create() {
    GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, 0x1000);
    Msi msi = kind.of(storage, new FloatingInterruption(true, () -> {}));
    return new Signalled(msi, VECTORS, vector -> take(storage, vector));
  }

  private static boolean take(GuestStorage storage, int vector) {
    int bit = 0x8000_0000 >>> AIBVO + vector;
    return (storage.getAndAnd(AIBV, ~bit) & bit) != 0;
  }
}
