/*
 * The records and words that rows of Prometheus' tables refer to, for those that include such
 * rows into a table of fields of their own:
 *
 *     #include "model/prometheus_records.h"
 *
 *     static const struct field job_fields[] = {
 *         { .key = "exposes", … },
 *     #include "model/prometheus_scrape_rows.def"
 *         { .key = NULL },
 *     };
 *
 * prometheus_scrape_rows.def, prometheus_discovery_rows.def, prometheus_global_rows.def and
 * prometheus_file_rows.def are such rows.
 */
#ifndef TOCSIN_MODEL_PROMETHEUS_RECORDS_H
#define TOCSIN_MODEL_PROMETHEUS_RECORDS_H

#include "model/http_client.h"
#include "model/prometheus_global.h"
#include "model/prometheus_scrape.h"

extern const char *const prometheus_scheme_words[];
extern const char *const prometheus_scrape_protocol_words[];
extern const char *const prometheus_name_validation_words[];
extern const char *const prometheus_name_escaping_words[];

extern const struct record prometheus_aws_sd_record;
extern const struct record prometheus_azure_sd_record;
extern const struct record prometheus_consul_sd_record;
extern const struct record prometheus_digitalocean_sd_record;
extern const struct record prometheus_docker_sd_record;
extern const struct record prometheus_dockerswarm_sd_record;
extern const struct record prometheus_dns_sd_record;
extern const struct record prometheus_ec2_sd_record;
extern const struct record prometheus_eureka_sd_record;
extern const struct record prometheus_file_sd_record;
extern const struct record prometheus_gce_sd_record;
extern const struct record prometheus_hetzner_sd_record;
extern const struct record prometheus_http_sd_record;
extern const struct record prometheus_ionos_sd_record;
extern const struct record prometheus_kubernetes_sd_record;
extern const struct record prometheus_kuma_sd_record;
extern const struct record prometheus_lightsail_sd_record;
extern const struct record prometheus_linode_sd_record;
extern const struct record prometheus_marathon_sd_record;
extern const struct record prometheus_nerve_sd_record;
extern const struct record prometheus_nomad_sd_record;
extern const struct record prometheus_openstack_sd_record;
extern const struct record prometheus_ovhcloud_sd_record;
extern const struct record prometheus_puppetdb_sd_record;
extern const struct record prometheus_scaleway_sd_record;
extern const struct record prometheus_serverset_sd_record;
extern const struct record prometheus_stackit_sd_record;
extern const struct record prometheus_triton_sd_record;
extern const struct record prometheus_uyuni_sd_record;
extern const struct record prometheus_vultr_sd_record;

#endif
