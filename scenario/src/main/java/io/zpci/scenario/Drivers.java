package io.zpci.scenario;

import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ISM drivers that a workload has probed, and the DMBs that they have registered. */
final class Drivers {
  private final ScenarioMachine machine;
  private final Map<String, Probed> drivers = new LinkedHashMap<>();
  private final Map<String, Named> dmbs = new LinkedHashMap<>();

  private Drivers(ScenarioMachine machine) {
    this.machine = machine;
  }

  static Drivers on(ScenarioMachine machine) {
    return machine.part(Drivers.class, Drivers::new);
  }

  /**
   * A DMB that has a name.
   *
   * @param function whose driver registered it
   */
  record Named(String function, IsmDmb dmb) {}

  /** A driver and what its client was told. */
  static final class Probed implements IsmClient {
    private final List<String> heard = new ArrayList<>();
    private final String function;
    private final IsmDriver driver;

    Probed(String function, IsmDriverVersion version, ScenarioMachine machine) {
      this.function = function;
      this.driver = new IsmDriver(version, machine.passthrough(function).dev(), this);
    }

    IsmDriver driver() {
      return driver;
    }

    @Override
    public void handleIrq(int index, int dmbeMask) {
      heard.add("%s: DMB %d, mask 0x%04x".formatted(function, index, dmbeMask));
    }

    @Override
    public void handleEvent(IsmEvent event) {
      heard.add(
          "%s: event %d, code 0x%x, token 0x%x, info 0x%x"
              .formatted(function, event.type(), event.code(), event.token(), event.info()));
    }
  }

  /** A driver of {@code function} that has not probed; it takes the place of the one before it. */
  Probed made(String function, IsmDriverVersion version) {
    Probed made = new Probed(function, version, machine);
    drivers.put(function, made);
    return made;
  }

  /** The driver of {@code function}; null where none has probed. */
  @Nullable IsmDriver of(String function) {
    Probed probed = drivers.get(function);
    return probed == null ? null : probed.driver();
  }

  /** The driver of {@code function} is gone. */
  void removed(String function) {
    drivers.remove(function);
  }

  /** The DMB {@code name}; null where none was registered under it. */
  @Nullable Named dmb(String name) {
    return dmbs.get(name);
  }

  /** A DMB has the name {@code name} from now on. */
  void name(String name, String function, IsmDmb dmb) {
    dmbs.put(name, new Named(function, dmb));
  }

  /** What clients were told since this was last asked. */
  List<String> heard() {
    List<String> all = new ArrayList<>();
    for (Probed each : drivers.values()) {
      all.addAll(each.heard);
      each.heard.clear();
    }
    return all;
  }
}
