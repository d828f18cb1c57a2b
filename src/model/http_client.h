/*
 * The keys of an HTTP client: an `http_config` of Alertmanager's, and rows among others in most
 * records of Prometheus. Only for the .c files that make tables with model/loaded.h.
 */
#ifndef TOCSIN_MODEL_HTTP_CLIENT_H
#define TOCSIN_MODEL_HTTP_CLIENT_H

#include "model/loaded.h"

extern const struct record CLIENT(tls_record);
extern const struct record CLIENT(basic_auth_record);
extern const struct record CLIENT(authorization_record);
extern const struct record CLIENT(oauth2_record);
extern const struct record CLIENT(header_record);
extern const struct record CLIENT(sigv4_record);
extern const struct record alertmanager_http_config_record;

/* `proxy_connect_header` is older where a client has its own proxy than where OAuth 2.0 has
 * one. */
#define PROXY_ROWS(header_since)                                                               \
    FIELD(proxy_url, URL, ONE, NULL, "The proxy that requests go through.")                    \
    FIELD(no_proxy, TEXT, ONE, SINCE("2.43", "0.26"),                                          \
        "Addresses, networks and domains reached without the proxy, with commas between.")     \
    FIELD(proxy_from_environment, BOOL, ONE, SINCE("2.43", "0.26"),                            \
        "Take the proxy from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`.")                     \
    FIELD(proxy_connect_header, VALUE, ONE, header_since,                                      \
        "Headers for the proxy's `CONNECT`: a map of lists of secrets.")

#define HTTP_CLIENT_ROWS                                                                       \
    NESTED(basic_auth, CLIENT(basic_auth), ONE, NULL, "Sign in with a name and a password.")   \
    NESTED(authorization, CLIENT(authorization), ONE, NULL, "The `Authorization` header.")     \
    NESTED(oauth2, CLIENT(oauth2), ONE, NULL, "Sign in with OAuth 2.0.")                       \
    UNTIL(bearer_token, SECRET, ONE, NULL, NULL, "authorization: {credentials: …}",            \
        "A bearer token.")                                                                     \
    UNTIL(bearer_token_file, PATH, ONE, NULL, NULL, "authorization: {credentials_file: …}",    \
        "File with a bearer token.")                                                           \
    FIELD(follow_redirects, BOOL, ONE, NULL, "Follow redirects; `true` if absent.")            \
    FIELD(enable_http2, BOOL, ONE, NULL, "Use HTTP/2; `true` if absent.")                      \
    NESTED(tls_config, CLIENT(tls), ONE, NULL, "How the connection is encrypted.")             \
    PROXY_ROWS(NULL)                                                                           \
    NESTED(http_headers, CLIENT(header), MAP, SINCE("2.55", "0.28"),                           \
        "Further headers of every request.")

#endif
