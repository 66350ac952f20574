package io.zpci.vfiouser;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one end says of itself in {@code VERSION}. What it does not say has the protocol's default;
 * names that are not known here are passed over. Source: spec passthrough f.3.
 *
 * @param descriptors how many file descriptors it takes with a message
 * @param transfer how many bytes of data it takes in a message; a larger number than {@link
 *     Message#MAX_TRANSFER} is that
 * @param maps how many ranges may be mapped; a larger number than 65535 is that
 * @param pageSizes what the bounds of ranges are multiples of
 * @param writeMultiple whether it takes {@code REGION_WRITE_MULTI}
 * @param wholeBlocks whether each write to a BAR is one block, of any length: this project's own
 */
public record Capabilities(
    int descriptors,
    int transfer,
    int maps,
    long pageSizes,
    boolean writeMultiple,
    boolean wholeBlocks) {
  /** What holds for an end that says nothing. */
  public static final Capabilities DEFAULT =
      new Capabilities(8, Message.MAX_TRANSFER, 65_535, 4096, false, false);

  /** The private capability: each write to a BAR is one block, of any length. */
  public static final String WHOLE_BLOCKS = "zpci_whole_blocks";

  /** The longest text that is read: QEMU's has 194 bytes. */
  public static final int MAX_TEXT = 4096;

  private static final int MAX_DESCRIPTORS = 1024;
  private static final int MAX_MAPS = 65_535;
  private static final long PAGE = 4096;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxNumberLength(20)
                          .maxNameLength(256)
                          .maxStringLength(MAX_TEXT)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads what a peer that is not trusted sent, without the NUL at its end.
   *
   * @throws ProtocolException where it is no JSON object, or a capability has a value out of its
   *     bounds
   */
  public static Capabilities parse(byte[] text) throws ProtocolException {
    if (text.length > MAX_TEXT) {
      throw new ProtocolException("capabilities of %d bytes".formatted(text.length));
    }
    JsonNode top;
    try {
      top = JSON.readTree(text);
    } catch (JacksonException e) {
      throw refused("the text is no JSON: " + e.getOriginalMessage());
    }
    JsonNode node = top.path("capabilities");
    if (!top.isObject() || !(node.isObject() || node.isMissingNode())) {
      throw refused("the text is no object of capabilities");
    }
    long pages = number(node, "pgsizes", DEFAULT.pageSizes, 1, Long.MAX_VALUE);
    if (pages % PAGE != 0) {
      throw refused("pgsizes is no multiple of 4096: " + pages);
    }
    long transfer = number(node, "max_data_xfer_size", DEFAULT.transfer, 1, Long.MAX_VALUE);
    long maps = number(node, "max_dma_maps", DEFAULT.maps, 0, Long.MAX_VALUE);
    return new Capabilities(
        (int) number(node, "max_msg_fds", DEFAULT.descriptors, 0, MAX_DESCRIPTORS),
        (int) Math.min(transfer, Message.MAX_TRANSFER),
        (int) Math.min(maps, MAX_MAPS),
        pages,
        flag(node, "write_multiple"),
        flag(node, WHOLE_BLOCKS));
  }

  private static long number(JsonNode node, String name, long absent, long least, long most)
      throws ProtocolException {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return absent;
    }
    boolean is = value.isIntegralNumber() && value.canConvertToLong();
    if (!is || value.longValue() < least || value.longValue() > most) {
      throw refused("%s is no number from %d to %d".formatted(name, least, most));
    }
    return value.longValue();
  }

  private static boolean flag(JsonNode node, String name) throws ProtocolException {
    JsonNode value = node.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw refused(name + " is neither true nor false");
    }
    return value.booleanValue(false);
  }

  private static ProtocolException refused(String why) {
    // One line, whatever the peer wrote there.
    return new ProtocolException(why.replaceAll("\\p{Cntrl}+", " "));
  }

  /** The same with or without {@link #WHOLE_BLOCKS}. */
  Capabilities withWholeBlocks(boolean whole) {
    return new Capabilities(descriptors, transfer, maps, pageSizes, writeMultiple, whole);
  }

  /** The text, without a NUL. {@link #WHOLE_BLOCKS} is named only where it is true. */
  public byte[] json() {
    ObjectNode top = JSON.createObjectNode();
    ObjectNode node = top.putObject("capabilities");
    node.put("max_msg_fds", descriptors);
    node.put("max_data_xfer_size", transfer);
    node.put("pgsizes", pageSizes);
    node.put("max_dma_maps", maps);
    node.put("write_multiple", writeMultiple);
    if (wholeBlocks) {
      node.put(WHOLE_BLOCKS, true);
    }
    return top.toString().getBytes(StandardCharsets.UTF_8);
  }
}
