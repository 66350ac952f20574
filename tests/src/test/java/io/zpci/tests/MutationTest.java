package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.machine.Replayers;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The comparison bites: one compared field changed, or one operation dropped, is a difference.
 *
 * <p>Each mutation is of one recording, of one field in it, at one place: recordings, their fields,
 * and the places of a field are drawn with equal chance each, so that rare fields get their share.
 */
class MutationTest {
  private static final int MUTATIONS = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A recording with the places that are compared, by field. */
  private record Original(String name, List<String> text, Map<String, List<Site>> sites) {
    static Original of(String name, ComparedFields fields) throws IOException {
      List<String> text = Files.readAllLines(Stacks.recording(name));
      List<ObjectNode> lines = new ArrayList<>();
      text.forEach(line -> lines.add((ObjectNode) JSON.readTree(line)));
      Map<String, List<Site>> sites = new TreeMap<>();
      for (Site site : fields.of(lines)) {
        sites.computeIfAbsent(site.field(), _ -> new ArrayList<>()).add(site);
      }
      return new Original(name, text, sites);
    }

    Site any(RandomGenerator random) {
      List<List<Site>> fields = List.copyOf(sites.values());
      List<Site> alike = fields.get(random.nextInt(fields.size()));
      return alike.get(random.nextInt(alike.size()));
    }
  }

  @Test
  void functionOperations() throws IOException {
    everyMutationBites(
        new FunctionOperationsFields(), "ism-probe-event-unbind", "ism-smcd-two-guests");
  }

  @Test
  void vfioAccesses() throws IOException {
    everyMutationBites(
        LineFields::vfioAccesses,
        "vfio-pci-split",
        "ism-vfio-pci-blocks",
        "ism-vfio-pci-under-qemu",
        "split-linux-5.10",
        "split-linux-7.2");
  }

  @Test
  void linuxIo() throws IOException {
    everyMutationBites(LineFields::linuxIo, "memcpy-linux-7.2");
  }

  @Test
  void instructions() throws IOException {
    everyMutationBites(LineFields::instructions, "qemu-instructions");
  }

  private static void everyMutationBites(ComparedFields fields, String... names)
      throws IOException {
    long seed = Long.getLong("zpci.seed", 20261121L);
    System.out.println("MutationTest: zpci.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Original> originals = new ArrayList<>();
    for (String name : names) {
      originals.add(Original.of(name, fields));
    }
    List<String> unseen = new ArrayList<>();
    for (int i = 0; i < MUTATIONS; i++) {
      Original original = originals.get(random.nextInt(originals.size()));
      Site site = original.any(random);
      String old = original.text().get(site.line());
      ObjectNode line = (ObjectNode) JSON.readTree(old);
      boolean allowed = site.change().make(line, random);
      String changed = line.isEmpty() ? "" : JSON.writeValueAsString(line);
      List<String> text = new ArrayList<>(original.text());
      text.set(site.line(), changed);
      String outcome = replay(original.name(), text, site.line() + 1, allowed);
      if (!outcome.isEmpty()) {
        unseen.add(
            "%s:%d, %s: %s%n  was %s%n  now %s"
                .formatted(original.name(), site.line() + 1, site.field(), outcome, old, changed));
      }
    }
    assertEquals(List.of(), unseen, "zpci.seed=" + seed);
  }

  /** What is wrong with the replay of a mutation; empty where it bites. */
  private static String replay(String name, List<String> text, int line, boolean allowed) {
    try {
      return Replayers.replay(Recording.parse(name, text)).same() ? "unseen" : "";
    } catch (RecordingException e) {
      boolean named = String.valueOf(e.getMessage()).startsWith(name + ":" + line + ": ");
      return allowed || !named ? "cannot be read: " + e.getMessage() : "";
    }
  }
}
