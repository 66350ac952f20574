package io.zpci.guest;

/**
 * One entry of the event queue. Source: spec ism 4.2.
 *
 * @param type 0 BUF, 1 DEV, 2 SWR
 * @param code what happened
 * @param token a DMB token for BUF, else a GID
 * @param time as the function says
 * @param info for SWR what the sender gave
 */
public record IsmEvent(int type, int code, long token, long time, long info) {}
