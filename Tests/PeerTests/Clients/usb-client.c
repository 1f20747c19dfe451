/* A libusb program that does to a probe what debuggers rarely do; prints what came of it.
 *   usb-client SCENARIO [COMMAND...] */
#include <libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUT_ENDPOINT 0x02
#define IN_ENDPOINT 0x81
#define TRACE_ENDPOINT 0x83
#define LIMIT_MS 2000
#define PAIRS 4

static libusb_context *context;
static libusb_device_handle *handle;

static void report(const char *what, int code) {
    printf("%s: %s\n", what, code < 0 ? libusb_error_name(code) : "ok");
}

static void open_probe(void) {
    libusb_init(&context);
    handle = libusb_open_device_with_vid_pid(context, 0x0483, 0x3748);
    if (handle == NULL) {
        printf("open: failed\n");
        exit(1);
    }
}

/* GET_VERSION, the one command that every firmware answers in every mode. */
static int version(void) {
    unsigned char command[16] = {0xF1}, reply[6];
    int count = 0;
    int code = libusb_bulk_transfer(handle, OUT_ENDPOINT, command, 16, &count, LIMIT_MS);
    if (code != 0) return code;
    code = libusb_bulk_transfer(handle, IN_ENDPOINT, reply, 6, &count, LIMIT_MS);
    if (code == 0) printf("version reply: %d bytes\n", count);
    return code;
}

static int done;
static int shorts;
static int arrivals;

static void LIBUSB_CALL completed(struct libusb_transfer *transfer) {
    done++;
    int is_in = transfer->endpoint & 0x80;
    if (transfer->status != LIBUSB_TRANSFER_COMPLETED) {
        printf("transfer %d: status %d\n", done, transfer->status);
    } else if (is_in && transfer->actual_length != 6) {
        shorts++;
    }
}

/* All of several commands and replies in flight at once. */
static void pipelined(void) {
    static unsigned char command[16] = {0xF1}, replies[PAIRS][64];
    struct libusb_transfer *transfers[2 * PAIRS];
    for (int index = 0; index < 2 * PAIRS; index++) {
        struct libusb_transfer *transfer = transfers[index] = libusb_alloc_transfer(0);
        if (index % 2 == 0)
            libusb_fill_bulk_transfer(
                transfer, handle, OUT_ENDPOINT, command, 16, completed, NULL, LIMIT_MS);
        else
            libusb_fill_bulk_transfer(
                transfer, handle, IN_ENDPOINT, replies[index / 2], 64, completed, NULL, LIMIT_MS);
        libusb_submit_transfer(transfer);
    }
    while (done < 2 * PAIRS) libusb_handle_events(context);
    int same = 1;
    for (int index = 1; index < PAIRS; index++) same &= !memcmp(replies[0], replies[index], 6);
    printf("pipelined: %d done, %d short, same %d\n", done, shorts, same);
}

/* A reply that never comes, cancelled by hand while another transfer is in flight. */
static void cancelled(void) {
    static unsigned char reply[64], trace[64];
    struct libusb_transfer *first = libusb_alloc_transfer(0), *second = libusb_alloc_transfer(0);
    libusb_fill_bulk_transfer(first, handle, IN_ENDPOINT, reply, 64, completed, NULL, 0);
    libusb_fill_bulk_transfer(second, handle, TRACE_ENDPOINT, trace, 64, completed, NULL, 0);
    libusb_submit_transfer(first);
    libusb_submit_transfer(second);
    report("cancel second", libusb_cancel_transfer(second));
    while (done < 1) libusb_handle_events(context);
    report("cancel first", libusb_cancel_transfer(first));
    while (done < 2) libusb_handle_events(context);
    report("cancel again", libusb_cancel_transfer(first));
}

static int LIBUSB_CALL left(
    libusb_context *unused, libusb_device *device, libusb_hotplug_event event, void *data) {
    (void)unused, (void)device, (void)event, (void)data;
    printf("device left\n");
    done++;
    return 0;
}

/* Sends commands until the probe is pulled out, then waits for the news of it. */
static void unplugged(void) {
    int code = libusb_hotplug_register_callback(
        context, LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0, 0x0483, LIBUSB_HOTPLUG_MATCH_ANY,
        LIBUSB_HOTPLUG_MATCH_ANY, left, NULL, NULL);
    report("watch", code);
    unsigned char command[16] = {0xF1}, reply[6];
    int count;
    do {
        code = libusb_bulk_transfer(handle, OUT_ENDPOINT, command, 16, &count, LIMIT_MS);
        if (code == 0)
            code = libusb_bulk_transfer(handle, IN_ENDPOINT, reply, 6, &count, LIMIT_MS);
    } while (code == 0);
    report("transfer", code);
    report("claim", libusb_claim_interface(handle, 0));
    for (int turn = 0; done == 0 && turn < 1200; turn++) {
        struct timeval limit = {0, 100000};
        libusb_handle_events_timeout(context, &limit);
    }
}

static int LIBUSB_CALL came(
    libusb_context *unused, libusb_device *device, libusb_hotplug_event event, void *data) {
    (void)unused, (void)device, (void)event, (void)data;
    printf("device came\n");
    arrivals++;
    return 0;
}

static void wait_for_news(int *news) {
    for (int turn = 0; *news == 0 && turn < 1200; turn++) {
        struct timeval limit = {0, 100000};
        libusb_handle_events_timeout(context, &limit);
    }
}

/* Uses the probe until it is pulled out, waits until it is back, and opens it again. */
static int replugged(void) {
    libusb_hotplug_register_callback(
        context, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED, 0, 0x0483, LIBUSB_HOTPLUG_MATCH_ANY,
        LIBUSB_HOTPLUG_MATCH_ANY, came, NULL, NULL);
    unplugged();
    libusb_close(handle);
    wait_for_news(&arrivals);
    handle = libusb_open_device_with_vid_pid(context, 0x0483, 0x3748);
    int code = handle == NULL ? LIBUSB_ERROR_NO_DEVICE : libusb_claim_interface(handle, 0);
    report("claim", code);
    return code;
}

int main(int count, char **words) {
    if (count < 2) return 64;
    const char *scenario = words[1];
    setvbuf(stdout, NULL, _IOLBF, 0);
    open_probe();
    int code = libusb_claim_interface(handle, 0);
    report("claim", code);
    if (!strcmp(scenario, "hold")) {
        /* Keeps the interface while another program runs. */
        if (count > 2 && system(words[2]) != 0) printf("command failed\n");
    } else if (!strcmp(scenario, "pipelined")) {
        pipelined();
    } else if (!strcmp(scenario, "timeout")) {
        unsigned char reply[64];
        int length = 0;
        report("read", libusb_bulk_transfer(handle, IN_ENDPOINT, reply, 64, &length, 50));
    } else if (!strcmp(scenario, "cancelled")) {
        cancelled();
    } else if (!strcmp(scenario, "stall")) {
        unsigned char command[16] = {0xEE}, reply[64];
        int length = 0;
        report("write", libusb_bulk_transfer(
            handle, OUT_ENDPOINT, command, 16, &length, LIMIT_MS));
        report("read", libusb_bulk_transfer(
            handle, IN_ENDPOINT, reply, 64, &length, LIMIT_MS));
        report("read again", libusb_bulk_transfer(
            handle, IN_ENDPOINT, reply, 64, &length, LIMIT_MS));
        report("clear", libusb_clear_halt(handle, IN_ENDPOINT));
    } else if (!strcmp(scenario, "unplugged")) {
        unplugged();
    } else if (!strcmp(scenario, "replugged")) {
        code = replugged();
    } else if (!strcmp(scenario, "reset")) {
        report("reset", libusb_reset_device(handle));
    } else if (!strcmp(scenario, "claims")) {
        report("claim nothing", libusb_claim_interface(handle, 7));
        report("release", libusb_release_interface(handle, 0));
        report("release again", libusb_release_interface(handle, 0));
        report("claim", libusb_claim_interface(handle, 0));
    }
    if (code == 0) report("version", version());
    libusb_close(handle);
    libusb_exit(context);
    return 0;
}
