package io.zpci.scenario;

import io.zpci.arch.ErrorEvent;
import io.zpci.linux.ErsResult;
import io.zpci.linux.LinuxRecovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The guest's kernel fetches error events and does what its release does about them. */
final class ErrorEventStep extends GuestStep {
  private static final String WORD = "error-event";
  private static final String NO_DRIVER = "none";
  private static final List<String> DRIVERS =
      List.of(NO_DRIVER, "can-recover", "need-reset", "disconnect");

  private final Optional<Integer> pec;
  private final long address;
  private final String driver;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The guest's kernel fetches its error events and recovers, or does not; with a pec the"
          + " function fails first.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional(
              "pec",
              Parameter.Type.NUMBER,
              "Code of an error event: the machine's function fails with it, where the guest is"
                  + " told by the machine. Without it the events of earlier steps are fetched."),
          Parameter.optional(
              "address", Parameter.Type.NUMBER, "The event's failing address; default 0."),
          Parameter.word(
              "driver",
              DRIVERS,
              "Whether a driver with error callbacks is bound, and what its error_detected answers;"
                  + " default can-recover."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.list("fetched", "The events, each as pec 0x3a at 0x0."));
      facts.add(
          Fact.list(
              "handled",
              "What became of each: recovered, frozen, permanent-failure, ignored, stale,"
                  + " unknown."));
      facts.add(
          Fact.list("driver-told", "Calls of the driver, in order: error_detected frozen .."));
      facts.add(Fact.text("state", "The machine's function afterwards: enabled, error ..."));
      facts.add(Fact.number("handle", "The function's handle as the kernel knows it now."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new ErrorEventStep(
          fields.function(),
          fields.maybe("pec").map(field -> field.number(0, 0xffff)),
          fields.number("address", 0),
          fields
              .maybe("driver")
              .map(field -> field.oneOf(DRIVERS, word -> word))
              .orElse("can-recover"));
    }
  }

  private ErrorEventStep(String function, Optional<Integer> pec, long address, String driver) {
    super(function);
    this.pec = pec;
    this.address = address;
    this.driver = driver;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return pec.map(code -> "error-event pec 0x%x".formatted(code)).orElse(WORD);
  }

  @Override
  void run(Place place, Seen seen) {
    ControlState control = place.control();
    if (pec.isPresent()) {
      place.passthrough().entry().failed(pec.get(), address);
    }
    control.events().addAll(place.guest().takeEvents());
    List<ErrorEvent> fetched = List.copyOf(control.events());
    control.events().clear();
    ErrorCallbacks callbacks = control.driver(place.guest());
    callbacks.answers(
        switch (driver) {
          case "need-reset" -> ErsResult.NEED_RESET;
          case "disconnect" -> ErsResult.DISCONNECT;
          default -> ErsResult.CAN_RECOVER;
        });
    List<String> handled = new ArrayList<>();
    for (ErrorEvent event : fetched) {
      LinuxRecovery.Handled became =
          place.guest().handle(event, driver.equals(NO_DRIVER) ? null : callbacks);
      handled.add(ErrorCallbacks.word(became));
    }
    seen.fact("fetched", fetched.stream().map(GuestStep::event).toList());
    seen.fact("handled", handled);
    seen.fact("driver-told", callbacks.takeTold());
    seen.fact("state", place.passthrough().entry().state().word());
    seen.fact("handle", Integer.toUnsignedLong(place.guest().handle()));
  }
}
