package io.zpci.scenario;

import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.ServerSettings;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * QEMU connects to a vfio-user server, whose reply to VERSION has a given length. Source: spec
 * passthrough f.3, g.19.
 *
 * @param reply bytes of the reply at least, with its header; 0 for as short as it can be
 */
record VfioUserGreetingStep(int reply) implements Step {
  /** {@code vfio-user-connect}. */
  static final class Kind implements StepKind {
    @Override
    public String word() {
      return "vfio-user-connect";
    }

    @Override
    public String says() {
      return "QEMU connects to a vfio-user server; the reply to its VERSION has a given length.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional(
              "reply",
              Parameter.Type.NUMBER,
              "Bytes of the reply with its header, if it would be shorter; default as it is."));
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.flag("connected", "Whether QEMU went on."),
          Fact.text("refusal", "Why it did not; none where it did."));
    }

    @Override
    public Step read(Fields fields) {
      return new VfioUserGreetingStep(
          fields.maybe("reply").map(one -> one.number(0, ServerSettings.MOST_GREETING)).orElse(0));
    }
  }

  @Override
  public String describe() {
    return "vfio-user VERSION, answered with " + (reply == 0 ? "what it takes" : reply + " bytes");
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    String missing = VfioUserGuest.missing(machine);
    if (missing != null) {
      seen.notDone(missing);
      return;
    }
    try (VfioUserSeat seat =
        new VfioUserSeat(machine, ServerSettings.DEFAULT.withGreeting(reply))) {
      String refusal = refusal(seat);
      seen.fact("connected", refusal == null);
      seen.fact("refusal", refusal == null ? "none" : refusal);
    } catch (IOException e) {
      seen.notDone("the socket: " + e.getMessage());
    }
  }

  private static @Nullable String refusal(VfioUserSeat seat) {
    try {
      VfioUserDevice.connect(seat.path(), ClientOptions.DEFAULT.withQemuGreeting()).close();
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
