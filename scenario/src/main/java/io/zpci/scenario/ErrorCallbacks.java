package io.zpci.scenario;

import io.zpci.linux.ChannelState;
import io.zpci.linux.ErsResult;
import io.zpci.linux.PciErrorHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A driver's error callbacks that answer as a scenario says, and remember what they were told. */
final class ErrorCallbacks implements PciErrorHandlers {
  private final List<String> told = new ArrayList<>();
  private ErsResult detected = ErsResult.CAN_RECOVER;

  /** A driver that can recover. */
  ErrorCallbacks() {}

  /** What {@link #errorDetected} answers from now on. */
  void answers(ErsResult result) {
    detected = result;
  }

  /** What the driver was told since the last call: {@code error_detected frozen}. */
  List<String> takeTold() {
    List<String> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  /** {@code perm-failure}. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public ErsResult errorDetected(ChannelState state) {
    told.add("error_detected " + word(state));
    return detected;
  }

  @Override
  public ErsResult mmioEnabled() {
    told.add("mmio_enabled");
    return ErsResult.RECOVERED;
  }

  @Override
  public ErsResult slotReset() {
    told.add("slot_reset");
    return ErsResult.RECOVERED;
  }

  @Override
  public void resume() {
    told.add("resume");
  }
}
