package io.zpci.firmware;

import io.zpci.arch.ErrorEvent;
import io.zpci.storage.GuestStorage;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Error events as the operating system fetches them: first in, first out, by CHSC store event
 * information, which may be executed at any time. The block is big-endian; offsets of the response
 * are from its own header on. Thread safe. Source: spec zpci 13.1.
 */
public final class EventInformation implements Consumer<ErrorEvent> {
  /** Bytes of the block: request and response. */
  public static final int SIZE = 0x1000;

  /** Request, 8 bytes: which notification types are asked for. */
  public static final int MASK = 8;

  /** In {@link #MASK}: PCI. */
  public static final long MASK_PCI = 0x2000_0000_0000_0000L;

  /** Where the response starts in the block. */
  public static final int RESPONSE = 16;

  /** Response, 2 bytes: its length. */
  public static final int LENGTH = 0;

  /** Response, 2 bytes: {@link #STORED} or {@link #NONE}. */
  public static final int CODE = 2;

  /** An event was stored. */
  public static final int STORED = 1;

  /** There is no event. */
  public static final int NONE = 5;

  /** Response, 1 byte: the notification type. */
  public static final int TYPE = 7;

  /** Notification type: PCI. */
  public static final int TYPE_PCI = 2;

  /** Response, 1 byte: {@link #MORE} or 0. */
  public static final int FLAGS = 8;

  /** More events are pending. */
  public static final int MORE = 0x80;

  /** Response, 1 byte: what {@link #CONTENT} is. */
  public static final int CONTENT_CODE = 11;

  /** Content code: an error event. */
  public static final int ERROR = 1;

  /** Response: the event, {@link ErrorEvent#SIZE} bytes. */
  public static final int CONTENT = 64;

  private static final int HEADER_SIZE = 8;

  private final Queue<ErrorEvent> events = new ArrayDeque<>();

  /** No event is pending. */
  public EventInformation() {}

  /** {@code event} is pending, behind those that are. */
  @Override
  public synchronized void accept(ErrorEvent event) {
    events.add(event);
  }

  /** How many events are pending. */
  public synchronized int pending() {
    return events.size();
  }

  /**
   * Answers the request at {@code block}: with the event that is pending longest, which is pending
   * no more, or with none where there is none or PCI is not asked for.
   *
   * @throws IndexOutOfBoundsException where {@code storage} does not hold {@link #SIZE} bytes there
   */
  public synchronized void store(GuestStorage storage, long block) {
    long response = block + RESPONSE;
    boolean asked = (storage.getLong(block + MASK) & MASK_PCI) != 0;
    for (int at = RESPONSE; at < SIZE; at += Long.BYTES) {
      storage.putLong(block + at, 0);
    }
    @Nullable ErrorEvent event = asked ? events.poll() : null;
    if (event == null) {
      storage.putShort(response + LENGTH, HEADER_SIZE);
      storage.putShort(response + CODE, NONE);
      return;
    }
    storage.putShort(response + LENGTH, SIZE - RESPONSE);
    storage.putShort(response + CODE, STORED);
    storage.putByte(response + TYPE, TYPE_PCI);
    storage.putByte(response + FLAGS, events.isEmpty() ? 0 : MORE);
    storage.putByte(response + CONTENT_CODE, ERROR);
    event.encode(storage, response + CONTENT);
  }
}
